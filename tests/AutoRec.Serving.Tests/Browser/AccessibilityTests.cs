using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AutoRec.Tests;

/// <summary>The rules of axe-core, in both colour modes.</summary>
[TestClass]
[RequiresChromium]
public sealed class AccessibilityTests
{
    [TestMethod]
    [DataRow(ColorScheme.Light, 1440)]
    [DataRow(ColorScheme.Dark, 360)]
    public async Task Axe_FilmsSearchDialogAndModel_FindsNoViolation(ColorScheme colors, int width)
    {
        await using var visitor = await TestBrowser.VisitAsync(width, colors);
        await visitor.RateAsync(visitor.Entries.First, 5);
        await visitor.RateAsync(visitor.Entries.First, 1);
        await visitor.Entries.First.GetByText("Similar titles").ClickAsync();
        await Expect(visitor.Entries.First.Locator(".similar li")).ToHaveCountAsync(4);
        await AssertNoViolationAsync(visitor, "films");

        await visitor.Page.Locator("#search").FillAsync("a");
        await Expect(visitor.Page.Locator("#found-0")).ToBeVisibleAsync();
        await AssertNoViolationAsync(visitor, "search");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await AssertNoViolationAsync(visitor, "a film to rate");

        await visitor.Entries.First.GetByText("Not interested").ClickAsync();
        await Expect(visitor.Page.GetByText("Undo")).ToBeVisibleAsync();
        await AssertNoViolationAsync(visitor, "notice");
        await visitor.Page.Locator("#forget-me").ClickAsync();
        await AssertNoViolationAsync(visitor, "dialog");
        await visitor.Page.Keyboard.PressAsync("Escape");

        await visitor.Page.Locator("#to-model").ClickAsync();
        await Expect(visitor.Page.Locator("#trainings tr").First).ToBeVisibleAsync();
        await AssertNoViolationAsync(visitor, "model");
    }

    private static async Task AssertNoViolationAsync(VisitorPage visitor, string view)
    {
        var result = await visitor.Page.RunAxe();
        var violations = result.Violations.Select(violation =>
            $"{view}: {violation.Impact} {violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}");
        Assert.AreEqual("", string.Join('\n', violations));
    }
}
