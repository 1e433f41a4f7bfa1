using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AutoRec.Tests;

[TestClass]
[RequiresChromium]
public sealed class PageTests
{
    private static readonly string[] Rated = [SmallRelease.TitleOf(7), SmallRelease.TitleOf(20), SmallRelease.TitleOf(33)];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task NewVisitor_Page_ShowsPopularFilmsAndSaysSo()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        Assert.AreEqual("Popular films", await visitor.TextAsync("#list-title"));
        Assert.Contains("You have not rated any film yet", await visitor.TextAsync("#list-status"));
    }

    [TestMethod]
    public async Task Rate_ThreeFilms_ChangesTheListAndNamesThemAsReasons()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        var before = await visitor.TitlesAsync();
        await RateThreeAsync(visitor);

        Assert.IsFalse(before.SequenceEqual(await visitor.TitlesAsync()));
        Assert.AreEqual("For you", await visitor.TextAsync("#list-title"));
        await Expect(visitor.OwnRatings).ToHaveCountAsync(3);
        foreach (var reason in await visitor.Entries.Locator(".why b").AllInnerTextsAsync())
            Assert.Contains(title => reason.Contains(title, StringComparison.Ordinal), Rated, reason);
        await Expect(visitor.Entries.First.Locator(".why b")).ToHaveCountAsync(2);
        TestContext.WriteLine($"From a rating to the change of the page: {await visitor.MeasuredAsync("rating to page"):F0} ms");
        TestContext.WriteLine($"From a rating to the new list: {await visitor.MeasuredAsync("rating to list"):F0} ms");
    }

    [TestMethod]
    public async Task Rate_AnEntryOfTheList_MovesItToTheOwnRatings()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        var title = await visitor.Entries.Nth(1).Locator("h3").InnerTextAsync();
        await visitor.RateAsync(visitor.Entries.Nth(1), 4.5);

        Assert.DoesNotContain(title, await visitor.TitlesAsync());
        Assert.AreEqual(title, await visitor.OwnRatings.Locator(".title").InnerTextAsync());
        await Expect(visitor.OwnRatings.Locator("[aria-checked=true]")).ToHaveAttributeAsync("aria-label", "4.5 stars");
    }

    [TestMethod]
    public async Task Reload_AfterRatings_KeepsThem()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await RateThreeAsync(visitor);
        await visitor.Page.ReloadAsync();
        await Expect(visitor.OwnRatings).ToHaveCountAsync(3);
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("For you");
    }

    [TestMethod]
    public async Task SecondBrowser_AfterRatingsInTheFirst_SeesNoneOfThem()
    {
        await using var first = await TestBrowser.VisitAsync();
        await RateThreeAsync(first);
        await using var second = await TestBrowser.VisitAsync();
        await Expect(second.OwnRatings).ToHaveCountAsync(0);
        Assert.AreEqual("Popular films", await second.TextAsync("#list-title"));
    }

    [TestMethod]
    public async Task ForgetMe_Confirmed_RemovesTheRatings()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await RateThreeAsync(visitor);
        await visitor.ForgetAsync("Keep my ratings");
        await Expect(visitor.OwnRatings).ToHaveCountAsync(3);

        await visitor.ForgetAsync("Delete everything");
        await Expect(visitor.OwnRatings).ToHaveCountAsync(0);
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("Popular films");
        await visitor.Page.ReloadAsync();
        await Expect(visitor.OwnRatings).ToHaveCountAsync(0);
    }

    [TestMethod]
    public async Task ForgetMe_WhileARatingIsSent_DeletesThatRating()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.RateAsync(Rated[0], 5);
        var answer = new TaskCompletionSource();
        await visitor.HoldAsync("**/ratings", answer.Task);
        await visitor.Entries.First.GetByRole(AriaRole.Radio).Last.ClickAsync();
        await visitor.ForgetAsync("Delete everything");
        answer.SetResult();

        await Expect(visitor.Page.Locator("#notice-text")).ToContainTextAsync("You are forgotten");
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("Popular films");
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Entries).ToHaveCountAsync(10);
        await Expect(visitor.OwnRatings).ToHaveCountAsync(0);
    }

    [TestMethod]
    public async Task Load_ReturningVisitor_SaysThatItLoads()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.RateAsync(Rated[0], 5);
        var answer = new TaskCompletionSource();
        await visitor.HoldAsync("**/ratings", answer.Task);
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("Films");
        await Expect(visitor.Page.Locator("#list-status")).ToHaveTextAsync("Loading…");
        await Expect(visitor.Page.Locator("#mine-status")).ToHaveTextAsync("Loading…");
        await Expect(visitor.Page.Locator("#mine-count")).ToHaveTextAsync("…");

        answer.SetResult();
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("For you");
        await Expect(visitor.Page.Locator("#mine-count")).ToHaveTextAsync("1");
    }

    [TestMethod]
    public async Task Rate_OnlyAFilmThatTheModelDoesNotKnow_SaysWhyTheListIsPopular()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.RateAsync(SmallRelease.UnratedTitle, 5);
        Assert.AreEqual("Popular films", await visitor.TextAsync("#list-title"));
        Assert.Contains("The model does not yet know the films that you rated", await visitor.TextAsync("#list-status"));
    }

    [TestMethod]
    public async Task SimilarTitles_OpenedAndClosedWhileTheyLoad_AreAskedForOnce()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        var answer = new TaskCompletionSource();
        var requests = 0;
        await visitor.Page.RouteAsync("**/similar*", async route =>
        {
            requests++;
            await answer.Task;
            await route.ContinueAsync();
        });
        var entry = visitor.Entries.First;
        await entry.GetByText("Similar titles").ClickAsync();
        await Expect(entry.Locator(".similar")).ToHaveTextAsync("Loading…");
        await entry.GetByText("Similar titles").ClickAsync();
        await Expect(entry.Locator(".similar")).ToBeHiddenAsync();
        await entry.GetByText("Similar titles").ClickAsync();
        answer.SetResult();
        await Expect(entry.Locator(".similar li")).ToHaveCountAsync(4);
        Assert.AreEqual(1, requests);
    }

    [TestMethod]
    public async Task SimilarTitles_Rated_KeepTheirStars()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        var entry = visitor.Page.Locator($"[data-item='{await visitor.Entries.Nth(4).GetAttributeAsync("data-item")}']");
        await entry.GetByText("Similar titles").ClickAsync();
        var similar = entry.Locator(".similar li").Last;
        await visitor.RateAsync(similar, 3.5);
        await Expect(similar.Locator("[aria-checked=true]")).ToHaveAttributeAsync("aria-label", "3.5 stars");
        await visitor.RateAsync(visitor.OwnRatings, 2);
        await Expect(similar.Locator("[aria-checked=true]")).ToHaveAttributeAsync("aria-label", "2 stars");
    }

    [TestMethod]
    public async Task NewModel_OnTheViewOfFilms_ChangesTheListAndIsTold()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.Page.Clock.InstallAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Entries).ToHaveCountAsync(10);
        await Expect(visitor.Page.Locator("#news")).ToBeEmptyAsync();
        await visitor.ChangeAnswersAsync("**/models/current", answer =>
            (answer["model"]!["number"], answer["loaded"]) = (1000, "2026-11-27T12:31:00"));
        await visitor.ChangeAnswersAsync("**/recommendations*", answer =>
        {
            answer["model"] = 1000;
            answer["items"]!.AsArray().RemoveAt(0);
        });

        await visitor.Page.Clock.FastForwardAsync("00:30");
        await Expect(visitor.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "A new model has been in use since 12:31" }))
            .ToBeVisibleAsync();
        await Expect(visitor.Entries).ToHaveCountAsync(9);
    }

    [TestMethod]
    public async Task ChangeAndRemove_OwnRating_ChangesTheList()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.RateAsync(Rated[0], 5);
        await visitor.RateAsync(visitor.OwnRatings.First, 1);
        await Expect(visitor.OwnRatings.Locator("[aria-checked=true]")).ToHaveAttributeAsync("aria-label", "1 star");
        await Expect(visitor.Entries.First.Locator(".given")).ToContainTextAsync("1");
        await visitor.OwnRatings.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visitor.OwnRatings).ToHaveCountAsync(0);
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("Popular films");
    }

    [TestMethod]
    public async Task NotInterested_AndUndo_TakesTheFilmOutAndInAgain()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        var title = await visitor.Entries.First.Locator("h3").InnerTextAsync();
        await visitor.Entries.First.GetByText("Not interested").ClickAsync();
        await Expect(visitor.Entries.First.Locator("h3")).Not.ToHaveTextAsync(title);
        await Expect(visitor.Entries).ToHaveCountAsync(10);
        await visitor.Page.GetByText("Undo").ClickAsync();
        await Expect(visitor.Entries.First.Locator("h3")).ToHaveTextAsync(title);
    }

    [TestMethod]
    public async Task Visit_OfAllViews_AsksNoOtherHostAndWritesNoErrorToTheConsole()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await RateThreeAsync(visitor);
        await visitor.Page.Locator("#to-model").ClickAsync();
        await Expect(visitor.Page.Locator("#trainings tr").First).ToBeVisibleAsync();
        await visitor.Page.Locator("#to-mine").ClickAsync();
        await visitor.Page.Locator("#forget-me").ClickAsync();

        Assert.AreEqual("", string.Join('\n', visitor.Errors));
        Assert.AreSequenceEqual([new Uri(visitor.Page.Url).Authority], visitor.Hosts.Distinct());
    }

    [TestMethod]
    public async Task Model_View_ShowsFiguresChartAndTable()
    {
        await using var visitor = await TestBrowser.VisitAsync(view: "#model");
        await Expect(visitor.Page.Locator("#figures div")).ToHaveCountAsync(4);
        await Expect(visitor.Page.Locator("#charts svg")).ToHaveCountAsync(2);
        await Expect(visitor.Page.Locator("#trainings tr").First).ToContainTextAsync("Accepted");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("#model")]
    public async Task NarrowScreen_View_DoesNotScrollSideways(string view)
    {
        await using var visitor = await TestBrowser.VisitAsync(width: 360, view: view);
        await Expect(visitor.Page.Locator("#figures div")).ToHaveCountAsync(view == "" ? 0 : 4);
        Assert.AreEqual(360, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [TestMethod]
    public async Task NarrowTouchScreen_FilmToRateAndSimilarTitles_LeaveRoomForTitlesAndDoNotScrollSideways()
    {
        await using var visitor = await TestBrowser.VisitAsync(width: 360, isTouched: true);
        Assert.IsTrue(await visitor.Page.EvaluateAsync<bool>("matchMedia('(pointer: coarse)').matches"));
        await visitor.RateAsync(Rated[0], 5);
        await visitor.Entries.First.GetByText("Similar titles").ClickAsync();
        await Expect(visitor.Page.Locator(".similar li")).ToHaveCountAsync(4);
        await visitor.Page.Locator("#search").FillAsync(Rated[1]);
        await visitor.Page.Locator("#found [role=option]").First.ClickAsync();
        await Expect(visitor.Page.Locator("#picked")).ToBeVisibleAsync();

        Assert.AreEqual(360, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        foreach (var title in await visitor.Page.Locator("#picked h2, .similar .title, #ratings .title").AllAsync())
            Assert.IsGreaterThan(100, (await title.BoundingBoxAsync())!.Width);
    }

    private static async Task RateThreeAsync(VisitorPage visitor)
    {
        await visitor.RateAsync(Rated[0], 5);
        await visitor.RateAsync(Rated[1], 4.5);
        await visitor.RateAsync(Rated[2], 1);
    }
}
