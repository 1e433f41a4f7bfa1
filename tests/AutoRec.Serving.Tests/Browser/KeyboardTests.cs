using static Microsoft.Playwright.Assertions;

namespace AutoRec.Tests;

/// <summary>The page without a mouse.</summary>
[TestClass]
[RequiresChromium]
public sealed class KeyboardTests
{
    [TestMethod]
    public async Task SearchAndRate_ByKeys_RatesTheChosenFilm()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await TabToAsync(visitor, "#search");
        await visitor.Page.Keyboard.TypeAsync("am");
        await Expect(visitor.Page.Locator("#search")).ToHaveAttributeAsync("aria-activedescendant", "found-0");
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        var title = await visitor.TextAsync("[aria-selected=true] .title");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.Locator("#picked [role=radio]:focus")).ToHaveCountAsync(1);
        await visitor.Page.Keyboard.PressAsync("End");
        await visitor.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(visitor.OwnRatings).ToHaveCountAsync(0); // Arrow keys only move.
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.OwnRatings.Locator(".title")).ToHaveTextAsync(title);
        await Expect(visitor.OwnRatings.Locator("[aria-checked=true]")).ToHaveAttributeAsync("aria-label", "4.5 stars");
        await Expect(visitor.Page.Locator("#search")).ToBeFocusedAsync();
        await Expect(visitor.Page.Locator("#announcement")).ToContainTextAsync("with 4.5 stars");
    }

    [TestMethod]
    public async Task RateInTheList_ByADigit_GoesOnWithTheNextFilm()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        var next = (await visitor.TitlesAsync())[2];
        await TabToAsync(visitor, "#list .entry:nth-child(2) [role=radio]");
        await visitor.Page.Keyboard.PressAsync("5");
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("For you");
        Assert.Contains(next, await visitor.TitlesAsync());
        await Expect(visitor.Entries.Filter(new() { HasText = next }).Locator("[role=radio]:focus")).ToHaveCountAsync(1);
    }

    [TestMethod]
    public async Task RateInTheList_ADigitWithAModifier_RatesNothing()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await TabToAsync(visitor, "#list [role=radio]");
        foreach (var modifier in (string[])["Control", "Alt", "Meta"])
            await visitor.Page.Keyboard.PressAsync($"{modifier}+3");
        await Expect(visitor.OwnRatings).ToHaveCountAsync(0);
        await visitor.Page.Keyboard.PressAsync("4");
        await Expect(visitor.OwnRatings.Locator("[aria-checked=true]")).ToHaveAttributeAsync("aria-label", "4 stars");
    }

    [TestMethod]
    public async Task RateASimilarTitle_ByADigit_KeepsTheFocusThere()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await TabToAsync(visitor, "#list .entry:nth-child(5) [aria-expanded]");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.Locator(".similar li")).ToHaveCountAsync(4);
        await TabToAsync(visitor, ".similar li:last-child [role=radio]");
        await visitor.Page.Keyboard.PressAsync("5");
        await Expect(visitor.Page.Locator("#list-title")).ToHaveTextAsync("For you");
        await Expect(visitor.Page.Locator(".similar li:last-child [aria-label='5 stars']:focus")).ToHaveCountAsync(1);
    }

    [TestMethod]
    public async Task SimilarTitlesAndDialog_ByKeys_OpenAndClose()
    {
        await using var visitor = await TestBrowser.VisitAsync();
        await TabToAsync(visitor, "#list .entry:first-child [aria-expanded]");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Entries.First.Locator(".similar li")).ToHaveCountAsync(4);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Entries.First.Locator(".similar")).ToBeHiddenAsync();

        await TabToAsync(visitor, "#forget-me");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.Locator("#forget")).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Page.Locator("#forget-me")).ToBeFocusedAsync();
    }

    /// <summary>Presses Tab until the element has the focus, and asserts that every element on the way shows it.</summary>
    private static async Task TabToAsync(VisitorPage visitor, string selector)
    {
        for (var presses = 0; presses < 200; presses++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            Assert.AreNotEqual("none", await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
            if (await visitor.Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
        }

        Assert.Fail($"200 presses of Tab do not reach {selector}.");
    }
}
