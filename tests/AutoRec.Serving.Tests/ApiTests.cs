using System.Net;
using System.Text.Json;
using AutoRec.Examples.Serving.Api;
using AutoRec.Examples.Serving.Visitors;

namespace AutoRec.Tests;

[TestClass]
public sealed class SqliteApiTests : ApiTests
{
    private static ServingApp? _app;

    private protected override ServingApp App => _app!;

    [ClassInitialize]
    public static Task StartAsync(TestContext _) => WhenReadyAsync(_app = new(TestDatabase.Sqlite()));

    [ClassCleanup]
    public static void Stop() => _app?.Dispose();
}

[TestClass]
[RequiresPostgreSql]
public sealed class PostgreSqlApiTests : ApiTests
{
    private static ServingApp? _app;

    private protected override ServingApp App => _app!;

    [ClassInitialize]
    public static Task StartAsync(TestContext _) => WhenReadyAsync(_app = new(TestDatabase.PostgreSql()));

    [ClassCleanup]
    public static void Stop() => _app?.Dispose();
}

/// <summary>The tests of the API, on each database.</summary>
public abstract class ApiTests
{
    private protected abstract ServingApp App { get; }

    private protected static async Task WhenReadyAsync(ServingApp app) =>
        await app.Visit().WaitAsync(state => state.Model is not null && state.Training is null);

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
        CollectionAssert.AreNotEqual(
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
            Assert.IsTrue(item.Reasons.All(reason => reason is { Item: "1", Stars: 5 } or { Item: "2", Stars: 1.5f } or { Item: "3", Stars: 4 }));
            Assert.IsTrue(item.Reasons.All(reason => reason.Title == $"The {SmallRelease.TitleOf(int.Parse(reason.Item, null))}"));
        }
    }

    [TestMethod]
    public async Task Rate_SameItemAgain_ReplacesTheRating()
    {
        var visitor = App.Visit();
        await visitor.RateAsync(7, 2);
        await visitor.RateAsync(7, 4.5);

        var ratings = await visitor.RatingsAsync();

        Assert.HasCount(1, ratings);
        Assert.AreEqual(("7", 4.5, (long?)1957), (ratings[0].Item, ratings[0].Stars, ratings[0].Year));
    }

    [TestMethod]
    public async Task DeleteRating_OwnRating_TakesItBack()
    {
        var visitor = App.Visit();
        await visitor.RateAsync(7, 2);
        await visitor.ChangeAsync(HttpMethod.Delete, "/ratings/7");

        Assert.IsEmpty(await visitor.RatingsAsync());
        await visitor.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, "/ratings/7");
    }

    [TestMethod]
    public async Task SecondVisitor_NeitherReadsNorWritesTheFirstOnes()
    {
        var (first, second) = (App.Visit(), App.Visit());
        await first.RateAsync(5, 5);
        await first.ChangeAsync(HttpMethod.Put, "/dismissals/6");
        await second.RateAsync(8, 1);

        Assert.AreEqual("8", (await second.RatingsAsync()).Single().Item);
        Assert.IsEmpty((await second.GetAsync<ExportAnswer>("/me/export")).Dismissed);
        await second.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, "/ratings/5");
        await second.RefusedAsync(HttpStatusCode.NotFound, HttpMethod.Delete, "/dismissals/6");
        await second.ChangeAsync(HttpMethod.Delete, "/me");
        Assert.AreEqual("5", (await first.RatingsAsync()).Single().Item);
    }

    [TestMethod]
    [DataRow("import-1", DisplayName = "the secret of an imported visitor")]
    [DataRow("CfDJ8AAAAAAAAAAAAAAAAAAAAAA", DisplayName = "a forged one")]
    public async Task Cookie_NotIssuedHere_IsANewVisitor(string cookie)
    {
        using var client = App.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", $"{VisitorCookie.Name}={cookie}");

        Assert.IsEmpty(await new TestVisitor(client).RatingsAsync());
        Assert.IsTrue((await new TestVisitor(client).RecommendAsync()).Popular);
    }

    [TestMethod]
    public async Task Rate_FirstTime_SetsACookieThatScriptsCannotRead()
    {
        var visitor = App.Visit();

        using var response = await visitor.SendAsync(HttpMethod.Post, "/ratings", new { item = "1", stars = 4 });

        var cookie = response.Headers.GetValues("Set-Cookie").Single(text => text.StartsWith("visitor=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        using var second = await visitor.SendAsync(HttpMethod.Post, "/ratings", new { item = "2", stars = 4 });
        Assert.IsFalse(second.Headers.Contains("Set-Cookie"));
    }

    [TestMethod]
    [DataRow("POST", "/ratings")]
    [DataRow("DELETE", "/ratings/1")]
    [DataRow("PUT", "/dismissals/1")]
    [DataRow("DELETE", "/dismissals/1")]
    [DataRow("DELETE", "/me")]
    public async Task Change_WithoutToken_IsRefused(string method, string path)
    {
        using var client = App.CreateClient();
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST")
            request.Content = new StringContent("""{ "item": "1", "stars": 4 }""", null, "application/json");

        using var response = await client.SendAsync(request);

        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("no valid token", await response.Content.ReadAsStringAsync());
    }

    [TestMethod]
    public async Task Export_HoldsAllThatIsStored()
    {
        var visitor = App.Visit();
        await visitor.RateAsync(1, 5);
        await visitor.RateAsync(2, 3);
        await visitor.ChangeAsync(HttpMethod.Put, "/dismissals/9");

        var export = await visitor.GetAsync<ExportAnswer>("/me/export");

        CollectionAssert.AreEquivalent((string[])["1", "2"], export.Ratings.Select(rating => rating.Item).ToArray());
        Assert.AreEqual("9", export.Dismissed.Single().Item);
    }

    [TestMethod]
    public async Task Forget_Visitor_DeletesAll()
    {
        var visitor = App.Visit();
        await visitor.RateAsync(1, 5);
        var ratings = (await visitor.GetAsync<ModelsAnswer>("/models/current")).Ratings;

        await visitor.ChangeAsync(HttpMethod.Delete, "/me");

        Assert.AreEqual(ratings - 1, (await visitor.GetAsync<ModelsAnswer>("/models/current")).Ratings);
        Assert.IsEmpty(await visitor.RatingsAsync());
        Assert.IsTrue((await visitor.RecommendAsync()).Popular);
        Assert.IsFalse((await visitor.GetAsync<ExportAnswer>("/me/export")).Visitor);
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
        var ratings = (await visitor.GetAsync<ModelsAnswer>("/models/current")).Ratings;
        using var client = App.CreateClient();

        using var response = await client.PostAsync("/recommendations", new StringContent(
            """{ "history": [{ "item": "2", "stars": 1 }, { "item": "1", "stars": 5 }], "count": 5 }""", null, "application/json"));

        var list = JsonSerializer.Deserialize<RecommendationsAnswer>(
            await response.Content.ReadAsStringAsync(), JsonSerializerOptions.Web)!;
        CollectionAssert.AreEqual(
            (await visitor.RecommendAsync(5)).Items.Select(item => item.Item).ToArray(), list.Items.Select(item => item.Item).ToArray());
        Assert.IsFalse(response.Headers.Contains("Set-Cookie"));
        Assert.AreEqual(ratings, (await visitor.GetAsync<ModelsAnswer>("/models/current")).Ratings);
    }

    [TestMethod]
    public async Task Search_Text_FindsBeginningsBeforeOtherPlaces()
    {
        var visitor = App.Visit();

        var items = await visitor.GetAsync<ItemAnswer[]>("/items?search=birch&count=20");

        var first = items.TakeWhile(item => item.Title.StartsWith("The Birch", StringComparison.Ordinal)).ToArray();
        Assert.IsNotEmpty(first);
        Assert.IsTrue(items.Skip(first.Length).All(item => !item.Title.StartsWith("The Birch", StringComparison.Ordinal)));
        CollectionAssert.AreEqual(first.OrderByDescending(item => item.Popularity).ToArray(), first);
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

    [TestMethod]
    [DataRow("""{ "item": "61", "stars": 4 }""", "errors", "item")]
    [DataRow("""{ "item": "1", "stars": 4.2 }""", "errors", "stars")]
    [DataRow("""{ "item": "1", "stars": 5.5 }""", "errors", "stars")]
    [DataRow("""{ "item": "1", "stars": 0 }""", "errors", "stars")]
    [DataRow("""{ "item": "1", "stars": -1e308 }""", "errors", "stars")]
    [DataRow("""{ "item": "1", "stars": "4" }""", "detail", null)]
    [DataRow("""{ "item": 1, "stars": 4 }""", "detail", null)]
    [DataRow("""{ "stars": 4 }""", "errors", null)]
    [DataRow("""null""", "detail", null)]
    public async Task Rate_WrongBody_IsRefused(string body, string part, string? field)
    {
        var visitor = App.Visit();

        var problem = await visitor.RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/ratings", JsonText(body));

        Assert.IsTrue(problem.TryGetProperty(part, out var found), problem.ToString());
        if (field is not null)
            Assert.IsTrue(found.TryGetProperty(field, out _), problem.ToString());
        Assert.IsEmpty(await visitor.RatingsAsync());
    }

    [TestMethod]
    [DataRow("""{ "history": [{ "item": "1", "stars": 4 }, { "item": "1", "stars": 5 }] }""")]
    [DataRow("""{ "history": [{ "item": "1", "stars": 4 }], "count": 0 }""")]
    [DataRow("""{ "history": [{ "item": "1", "stars": 4 }], "count": 101 }""")]
    [DataRow("""{ "history": null }""")]
    [DataRow("""{ "history": [null] }""")]
    [DataRow("""{ "history": [{ "item": null, "stars": 4 }] }""")]
    [DataRow("""{ "history": [], "exclude": [null] }""")]
    [DataRow("""{ }""")]
    public async Task PostRecommendations_WrongBody_IsRefused(string body) =>
        await App.Visit().RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/recommendations", JsonText(body));

    [TestMethod]
    public async Task PostRecommendations_LongHistory_IsRefused()
    {
        var history = Enumerable.Repeat(new { item = "1", stars = 4 }, 1001);

        await App.Visit().RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/recommendations", new { history });
    }

    [TestMethod]
    [DataRow("GET", "/recommendations?count=0", HttpStatusCode.BadRequest)]
    [DataRow("GET", "/recommendations?count=101", HttpStatusCode.BadRequest)]
    [DataRow("GET", "/recommendations?count=many", HttpStatusCode.BadRequest)]
    [DataRow("GET", "/items?count=101", HttpStatusCode.BadRequest)]
    [DataRow("GET", "/items/61/similar", HttpStatusCode.NotFound)]
    [DataRow("GET", "/explanations/x", HttpStatusCode.NotFound)]
    [DataRow("PUT", "/dismissals/61", HttpStatusCode.NotFound)]
    [DataRow("GET", "/nothing", HttpStatusCode.NotFound)]
    [DataRow("PATCH", "/ratings", HttpStatusCode.MethodNotAllowed)]
    [DataRow("POST", "/admin/trainings", HttpStatusCode.Unauthorized)]
    public async Task Request_Wrong_IsAProblem(string method, string path, HttpStatusCode status)
    {
        var problem = await App.Visit().RefusedAsync(status, new(method), path);

        Assert.AreEqual((int)status, problem.GetProperty("status").GetInt32());
    }

    [TestMethod]
    public async Task Search_LongText_IsRefused() =>
        await App.Visit().RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Get, $"/items?search={new string('a', 101)}");

    [TestMethod]
    public async Task OpenApi_DescribesEveryPath()
    {
        var document = await App.Visit().GetAsync<JsonElement>("/openapi/v1.json");

        string[] expected =
        [
            "/ratings", "/ratings/{item}", "/recommendations", "/explanations/{item}", "/dismissals/{item}", "/items", "/items/{item}/similar",
            "/models", "/models/current", "/me", "/me/export", "/antiforgery", "/admin/trainings", "/admin/models/{number}/current",
        ];
        CollectionAssert.AreEquivalent(
            expected, document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray());
    }

    [TestMethod]
    [DataRow("/health/live")]
    [DataRow("/health/ready")]
    public async Task Health_WithModel_IsHealthy(string path)
    {
        using var response = await App.CreateClient().GetAsync(path);

        Assert.AreEqual("Healthy", await response.Content.ReadAsStringAsync());
    }

    [TestMethod]
    public async Task Page_Start_ForbidsForeignAndInlineScripts()
    {
        using var response = await App.CreateClient().GetAsync("/");

        Assert.AreEqual("text/html", response.Content.Headers.ContentType?.MediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.IsNotNull(response.Headers.ETag);
    }

    private static JsonElement JsonText(string text) => JsonDocument.Parse(text).RootElement;
}
