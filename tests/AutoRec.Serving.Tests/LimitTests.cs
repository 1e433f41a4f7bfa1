using System.Net;
using AutoRec.Examples.Serving.Api;

namespace AutoRec.Tests;

/// <summary>The limits, the start and the administration without a key.</summary>
[TestClass]
public sealed class LimitTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Requests_TooMany_AreRefusedWithTheTimeToWait()
    {
        using var app = new ServingApp(TestDatabase.Sqlite().With("Limits:RequestsOfAddressPerMinute", "3"));
        using var client = app.CreateClient();
        for (var request = 0; request < 3; request++)
            await client.GetStringAsync("/items?search=birch", TestContext.CancellationToken);

        using var refused = await client.GetAsync("/items?search=birch", TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.AreEqual("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.IsNotNull(refused.Headers.RetryAfter);
        Assert.IsNotEmpty(await client.GetStringAsync("/health/live", TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Changes_TooManyOfOneVisitor_DoNotStopOthers()
    {
        using var app = new ServingApp(TestDatabase.Sqlite().With("Limits:ChangesOfVisitorPerMinute", "3"));
        var (first, second) = (app.Visit(), app.Visit());
        await first.RateAsync(1, 3);
        for (var change = 0; change < 3; change++)
            await first.RateAsync(2, 3);

        await first.RefusedAsync(HttpStatusCode.TooManyRequests, HttpMethod.Put, "/dismissals/3");
        await second.RateAsync(1, 3);
    }

    [TestMethod]
    [DataRow("/admin/trainings")]
    [DataRow("/admin/models/1/current")]
    public async Task Admin_WithoutKey_DoesNotExist(string path)
    {
        using var app = new ServingApp(TestDatabase.Sqlite().With("Admin:Key", ""));

        using var response = await app.Visit().SendAsync(HttpMethod.Post, path, adminKey: "");

        Assert.AreEqual(HttpStatusCode.NotFound, response.StatusCode);
    }

    [TestMethod]
    public async Task Start_BeforeTheFirstModel_GivesPopularItemsAndIsNotReady()
    {
        using var app = new ServingApp(TestDatabase.Sqlite().With("Learning:Epochs", "100000"));
        var visitor = app.Visit();
        await visitor.RateAsync(1, 5);

        var list = await visitor.RecommendAsync();

        Assert.AreEqual((null, true), (list.Model, list.Popular));
        Assert.IsTrue(list.Items.All(item => item is { Stars: null } && item.Item != "1"));
        using var ready = await app.CreateClient().GetAsync("/health/ready", TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        await visitor.RefusedAsync(HttpStatusCode.ServiceUnavailable, HttpMethod.Get, "/items/1/similar");
    }

    [TestMethod]
    public async Task Cookie_OfAnotherService_IsANewVisitor()
    {
        using var first = new ServingApp(TestDatabase.Sqlite());
        using var second = new ServingApp(TestDatabase.Sqlite());
        using var response = await first.Visit().SendAsync(HttpMethod.Post, "/ratings", new { item = "1", stars = 4 });
        var cookie = response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var client = second.CreateClient();
        client.DefaultRequestHeaders.Add("Cookie", cookie);

        Assert.IsFalse((await new TestVisitor(client).GetAsync<ExportAnswer>("/me/export")).Visitor);
    }
}
