using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AutoRec.Tests;

/// <summary>Answers that fail, which the browser simulates: the page says so in words, takes the change back and tries again.</summary>
[TestClass]
[RequiresChromium]
public sealed class FailureTests
{
    [TestMethod]
    [DataRow(429, "That was too fast for the service. Wait 7 seconds and try again.")]
    [DataRow(500, "The service made an error.")]
    [DataRow(0, "The service does not answer.")]
    public async Task Rate_FailedAnswer_IsToldAndTakenBackAndTriedAgain(int status, string message)
    {
        await using var visitor = await TestBrowser.VisitAsync();
        var before = await visitor.TitlesAsync();
        await visitor.Page.RouteAsync("**/ratings", route => status == 0 ? route.AbortAsync() : route.FulfillAsync(new()
        {
            Status = status,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "7" },
        }));
        await visitor.Entries.First.GetByRole(AriaRole.Radio).Last.ClickAsync();

        await Expect(visitor.Page.Locator("#notice-text")).ToHaveTextAsync(message);
        await Expect(visitor.Page.Locator("#alarm")).ToHaveTextAsync(message);
        await Expect(visitor.OwnRatings).ToHaveCountAsync(0);
        Assert.AreSequenceEqual(before, await visitor.TitlesAsync());

        await visitor.Page.UnrouteAllAsync();
        await visitor.Page.Locator("#notice-action").ClickAsync();
        await Expect(visitor.OwnRatings).ToHaveCountAsync(1);
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("For you");
        await visitor.Page.ReloadAsync();
        await Expect(visitor.OwnRatings).ToHaveCountAsync(1);
    }

    [TestMethod]
    public async Task Rate_TwoFilmsOfWhichTheFirstFails_TakesOnlyTheFirstBack()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        var titles = await visitor.TitlesAsync();
        await FailAsync(visitor, requests: 1);
        await RateTwoAtOnceAsync(visitor);
        await Expect(visitor.Page.Locator("#notice")).ToBeVisibleAsync();
        await Expect(visitor.OwnRatings.Locator(".title")).ToHaveTextAsync([titles[1]]);
        await visitor.Page.Locator("#notice-action").ClickAsync();
        await Expect(visitor.OwnRatings.Locator(".title")).ToHaveTextAsync([titles[0], titles[1]]);
    }

    [TestMethod]
    public async Task Rate_TwoFilmsOfWhichBothFail_TakesBothBackAndTriesBothAgain()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await FailAsync(visitor, requests: 2);
        await RateTwoAtOnceAsync(visitor);
        await Expect(visitor.Page.Locator("#notice")).ToBeVisibleAsync();
        await Expect(visitor.OwnRatings).ToHaveCountAsync(0);
        await visitor.Page.Locator("#notice-action").ClickAsync();
        await Expect(visitor.OwnRatings).ToHaveCountAsync(2);
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("For you");
    }

    [TestMethod]
    public async Task Rate_StoredWithoutAnAnswer_ShowsTheRating()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.Page.RouteAsync("**/ratings", async route =>
        {
            if (route.Request.Method == "POST")
            {
                await route.FetchAsync();
                await route.AbortAsync();
            }
            else
            {
                await route.ContinueAsync();
            }
        });
        await visitor.Entries.First.GetByRole(AriaRole.Radio).Last.ClickAsync();
        await Expect(visitor.Page.Locator("#notice-text")).ToHaveTextAsync("The service does not answer.");
        await Expect(visitor.OwnRatings).ToHaveCountAsync(1);
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("For you");
    }

    [TestMethod]
    public async Task ForgetMe_FailedAndThenLeftByEscape_DeletesNothing()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.RateAsync(visitor.Entries.First, 5);
        await visitor.Page.RouteAsync("**/me", route => route.FulfillAsync(new() { Status = 500 }));
        await visitor.ForgetAsync("Delete everything");
        await Expect(visitor.Page.Locator("#notice-text")).ToHaveTextAsync("The service made an error.");
        await Expect(visitor.OwnRatings).ToHaveCountAsync(1);

        var requests = 0;
        await visitor.Page.UnrouteAllAsync();
        await visitor.Page.RouteAsync("**/me", route =>
        {
            requests++;
            return route.ContinueAsync();
        });
        await visitor.Page.Locator("#forget-me").ClickAsync();
        await Expect(visitor.Page.Locator("#forget")).ToHaveJSPropertyAsync("returnValue", ""); // Escape keeps it in some browsers.
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Page.Locator("#forget")).ToBeHiddenAsync();
        await visitor.RateAsync(visitor.Entries.First, 4);
        await Expect(visitor.OwnRatings).ToHaveCountAsync(2);
        Assert.AreEqual(0, requests);
    }

    [TestMethod]
    public async Task Load_FailedAnswer_IsToldAndTriedAgain()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.Page.RouteAsync("**/recommendations*", route => route.FulfillAsync(new() { Status = 500 }));
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.Locator("#list-status")).ToHaveTextAsync("This could not be loaded.");
        await visitor.Page.UnrouteAllAsync();
        await visitor.Page.Locator("#notice-action").ClickAsync();
        await Expect(visitor.Entries).ToHaveCountAsync(10);
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("Popular films");
    }

    [TestMethod]
    public async Task Offline_Search_IsToldInWords()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.Page.Context.SetOfflineAsync(true);
        await visitor.Page.Locator("#search").FillAsync("amber");
        await Expect(visitor.Page.Locator("#notice-text")).ToHaveTextAsync("You are offline.");
    }

    /// <summary>Lets so many of the next ratings fail.</summary>
    private static async Task FailAsync(VisitorPage visitor, int requests) => await visitor.Page.RouteAsync("**/ratings", route =>
        route.Request.Method == "POST" && requests-- > 0 ? route.FulfillAsync(new() { Status = 500 }) : route.ContinueAsync());

    /// <summary>Rates the first two films of the list before any answer arrives.</summary>
    private static async Task RateTwoAtOnceAsync(VisitorPage visitor) => await visitor.Page.EvaluateAsync(
        "() => [0, 1].forEach(() => document.querySelector('#list .entry [aria-label=\"5 stars\"]').click())");
}
