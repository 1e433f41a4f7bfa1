using System.Net;
using AutoRec.Examples.Serving.Api;
using AutoRec.Examples.Serving.Store;
using AutoRec.Examples.Serving.Visitors;

namespace AutoRec.Tests;

[TestClass]
public sealed class SqliteVisitorTests : VisitorTests
{
    private protected override ServingApp App => SharedApps.Sqlite;
}

[TestClass]
[RequiresPostgreSql]
public sealed class PostgreSqlVisitorTests : VisitorTests
{
    private protected override ServingApp App => SharedApps.PostgreSql;
}

/// <summary>The tests of a visitor's own ratings, and of their privacy, on each database.</summary>
public abstract class VisitorTests
{
    public TestContext TestContext { get; set; } = null!;

    private protected abstract ServingApp App { get; }

    [TestInitialize]
    public Task WaitForTheModel() => App.WhenTrainedAsync();

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

        using var response = await client.SendAsync(request, TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("no valid token", await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Export_HoldsAllThatIsStored()
    {
        var visitor = App.Visit();
        await visitor.RateAsync(1, 5);
        await visitor.RateAsync(2, 3);
        await visitor.ChangeAsync(HttpMethod.Put, "/dismissals/9");

        var export = await visitor.GetAsync<ExportAnswer>("/me/export");

        Assert.AreSequenceEqual(["1", "2"], export.Ratings.Select(rating => rating.Item).Order());
        Assert.AreEqual("9", export.Dismissed.Single().Item);
    }

    [TestMethod]
    public async Task Forget_Visitor_DeletesAll()
    {
        var visitor = App.Visit();
        await visitor.RateAsync(1, 5);
        var ratings = await App.CountRatingsAsync();

        await visitor.ChangeAsync(HttpMethod.Delete, "/me");

        Assert.AreEqual(ratings - 1, await App.CountRatingsAsync());
        Assert.IsEmpty(await visitor.RatingsAsync());
        Assert.IsTrue((await visitor.RecommendAsync()).Popular);
        Assert.IsFalse((await visitor.GetAsync<ExportAnswer>("/me/export")).Visitor);
    }

    [TestMethod]
    public async Task Rate_VisitorForgottenMeanwhile_DoesNotBringTheVisitorBack()
    {
        var store = App.Get<RatingStore>();
        var (secret, cancellation) = ($"{Guid.NewGuid():N}", TestContext.CancellationToken);
        Assert.IsTrue(await store.RateAsync(new(secret, IsNew: true), "1", 5, cancellation));
        var visitor = await store.FindVisitorAsync(secret, cancellation);
        await store.ForgetAsync(visitor!.Value, cancellation);

        Assert.IsFalse(await store.RateAsync(new(secret, IsNew: false), "2", 5, cancellation));
        Assert.IsFalse(await store.DismissAsync(new(secret, IsNew: false), "2", cancellation));

        Assert.IsNull(await store.FindVisitorAsync(secret, cancellation));
    }
}
