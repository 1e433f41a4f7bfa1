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
    public async Task Offline_Search_IsToldInWords()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await visitor.Page.Context.SetOfflineAsync(true);
        await visitor.Page.Locator("#search").FillAsync("amber");
        await Expect(visitor.Page.Locator("#notice-text")).ToHaveTextAsync("You are offline.");
    }
}
