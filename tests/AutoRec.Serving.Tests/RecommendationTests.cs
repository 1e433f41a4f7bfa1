using System.Net.Http.Json;
using AutoRec.Examples.Serving.Api;

namespace AutoRec.Tests;

[TestClass]
public sealed class SqliteRecommendationTests : RecommendationTests
{
    private protected override ServingApp App => SharedApps.Sqlite;
}

[TestClass]
[RequiresPostgreSql]
public sealed class PostgreSqlRecommendationTests : RecommendationTests
{
    private protected override ServingApp App => SharedApps.PostgreSql;
}

/// <summary>The tests of lists, search and explanations, on each database.</summary>
public abstract class RecommendationTests
{
    public TestContext TestContext { get; set; } = null!;

    private protected abstract ServingApp App { get; }

    [TestInitialize]
    public Task WaitForTheModel() => App.WhenTrainedAsync();

    [TestMethod]
    public async Task Recommend_NewVisitor_GivesPopularItems()
    {
        var list = await App.Visit().RecommendAsync();

        Assert.IsTrue(list.Popular);
        Assert.HasCount(10, list.Items);
        Assert.IsTrue(list.Items.All(item => item.Reasons.Count == 0 && item.Stars!.Low <= item.Stars.Rating));
    }

    [TestMethod]
    public async Task Rate_FewItems_ChangesTheList()
    {
        var visitor = App.Visit();
        var before = await visitor.RecommendAsync();
        var rated = before.Items.Take(3).Select(item => int.Parse(item.Item, null)).ToArray();
        await visitor.RateAsync(rated[0], 5);
        await visitor.RateAsync(rated[1], 0.5);
        await visitor.RateAsync(rated[2], 3);

        var after = await visitor.RecommendAsync();

        Assert.IsFalse(after.Popular);
        Assert.AreEqual(3, after.Ratings);
        Assert.IsEmpty(after.Items.Select(item => item.Item).Intersect(rated.Select(item => $"{item}")));
        Assert.AreNotSequenceEqual(
            before.Items.Select(item => item.Stars!.Rating).ToArray(), after.Items.Select(item => item.Stars!.Rating).ToArray());
    }

    [TestMethod]
    public async Task Recommend_RatedItems_AreTheReasons()
    {
        var visitor = App.Visit();
        await visitor.RateAsync(1, 5);
        await visitor.RateAsync(2, 1.5);
        await visitor.RateAsync(3, 4);

        var list = await visitor.RecommendAsync();

        foreach (var item in list.Items)
        {
            Assert.HasCount(2, item.Reasons);
            Assert.IsTrue(item.Reasons.All(reason =>
                reason is { Item: "1", Stars: 5 } or { Item: "2", Stars: 1.5f } or { Item: "3", Stars: 4 }));
            Assert.IsTrue(item.Reasons.All(reason => reason.Title == $"The {SmallRelease.TitleOf(int.Parse(reason.Item, null))}"));
        }
    }

    [TestMethod]
    public async Task Dismiss_Item_LeavesItOutUntilTakenBack()
    {
        var visitor = App.Visit();
        var first = (await visitor.RecommendAsync()).Items[0].Item;

        await visitor.ChangeAsync(HttpMethod.Put, $"/dismissals/{first}");
        Assert.DoesNotContain(first, (await visitor.RecommendAsync()).Items.Select(item => item.Item));

        await visitor.ChangeAsync(HttpMethod.Delete, $"/dismissals/{first}");
        Assert.AreEqual(first, (await visitor.RecommendAsync()).Items[0].Item);
    }

    [TestMethod]
    public async Task PostRecommendations_History_GivesTheListOfSuchAVisitorAndStoresNothing()
    {
        var visitor = App.Visit();
        await visitor.RateAsync(1, 5);
        await visitor.RateAsync(2, 1);
        var ratings = await App.CountRatingsAsync();
        using var client = App.CreateClient();
        var history = new[] { new { item = "2", stars = 1 }, new { item = "1", stars = 5 } };

        using var response = await client.PostAsJsonAsync("/recommendations", new { history, count = 5 }, TestContext.CancellationToken);

        var list = (await response.Content.ReadFromJsonAsync<RecommendationsAnswer>(TestContext.CancellationToken))!;
        Assert.AreSequenceEqual(
            (await visitor.RecommendAsync(5)).Items.Select(item => item.Item).ToArray(), list.Items.Select(item => item.Item).ToArray());
        Assert.IsFalse(response.Headers.Contains("Set-Cookie"));
        Assert.AreEqual(ratings, await App.CountRatingsAsync());
    }

    [TestMethod]
    public async Task Search_Text_FindsBeginningsBeforeOtherPlaces()
    {
        var visitor = App.Visit();

        var items = await visitor.GetAsync<ItemAnswer[]>("/items?search=birch&count=20");

        var first = items.TakeWhile(item => item.Title.StartsWith("The Birch", StringComparison.Ordinal)).ToArray();
        Assert.IsNotEmpty(first);
        Assert.IsTrue(items.Skip(first.Length).All(item => !item.Title.StartsWith("The Birch", StringComparison.Ordinal)));
        Assert.AreSequenceEqual(first.OrderByDescending(item => item.Popularity).ToArray(), first);
        Assert.IsEmpty(await visitor.GetAsync<ItemAnswer[]>("/items?search=zzz"));
    }

    [TestMethod]
    public async Task Similar_Item_GivesOthers()
    {
        var similar = await App.Visit().GetAsync<SimilarAnswer>("/items/3/similar?count=4");

        Assert.HasCount(4, similar.Items);
        Assert.DoesNotContain("3", similar.Items.Select(item => item.Item));
    }

    [TestMethod]
    public async Task Explain_Item_AddsUpToTheScore()
    {
        var visitor = App.Visit();
        await visitor.RateAsync(1, 5);
        await visitor.RateAsync(2, 1);

        var explanation = await visitor.GetAsync<ExplanationAnswer>("/explanations/3");

        Assert.HasCount(2, explanation.Reasons);
        Assert.AreEqual(explanation.Score, explanation.Base + explanation.Reasons.Sum(reason => reason.Effect), 1e-6);
    }
}
