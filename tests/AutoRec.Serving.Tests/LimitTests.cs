using System.Net;
using System.Runtime.Versioning;
using AutoRec.Examples;
using AutoRec.Examples.Serving.Api;
using AutoRec.Examples.Serving.Store;
using Dapper;

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
    public async Task Changes_TooManyFirstOnesOfOneAddress_DoNotStopOtherAddresses()
    {
        using var app = new ServingApp(TestDatabase.Sqlite()
            .With("Limits:ChangesOfVisitorPerMinute", "3")
            .With("ForwardedHeaders_Enabled", "true"));
        for (var visitor = 0; visitor < 3; visitor++)
            await app.Visit("192.0.2.1").RateAsync(1, 3);

        await app.Visit("192.0.2.1").RefusedAsync(HttpStatusCode.TooManyRequests, HttpMethod.Put, "/dismissals/3");
        await app.Visit("192.0.2.2").RateAsync(1, 3);
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
    public async Task Recommend_MoreRatingsThanAreFoldedIn_LeavesAllRatedItemsOut()
    {
        var release = SmallRelease.Create(items: 520, ratings: 8000);
        using var app = new ServingApp(TestDatabase.Sqlite().With("Data:Ratings", release));
        await app.WhenTrainedAsync();
        var visitor = app.Visit();
        await visitor.RateAsync(1, 4);
        await using (var connection = await app.Get<Database>().OpenAsync(TestContext.CancellationToken))
        {
            await connection.ExecuteAsync(
                "INSERT INTO ratings (visitor, item, stars, rated_at) "
                + "SELECT (SELECT MAX(id) FROM visitors), id, 4, 1 FROM items WHERE CAST(id AS INTEGER) BETWEEN 2 AND 510");
        }

        var list = await visitor.RecommendAsync(100);

        Assert.AreEqual(500, list.Ratings);
        Assert.IsNotEmpty(list.Items);
        Assert.IsTrue(list.Items.All(item => int.Parse(item.Item, null) > 510));
        Directory.Delete(release, recursive: true);
    }

    [TestMethod]
    [RequiresPostgreSql]
    public async Task Ready_DatabaseDown_IsNotHealthy()
    {
        using var server = new PostgreSqlServer();
        using var app = new ServingApp(new()
        {
            ["Database:Provider"] = "PostgreSql",
            ["Database:ConnectionString"] = server.CreateDatabase(),
        });
        await app.WhenTrainedAsync();
        server.Stop();

        using var ready = await app.CreateClient().GetAsync("/health/ready", TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using var live = await app.CreateClient().GetAsync("/health/live", TestContext.CancellationToken);
        Assert.AreEqual(HttpStatusCode.OK, live.StatusCode);
    }

    [TestMethod]
    [RequiresPostgreSql]
    public async Task Start_DatabaseOfAnotherProcess_IsRefused()
    {
        var settings = TestDatabase.PostgreSql();
        using var app = new ServingApp(settings);
        await app.WhenTrainedAsync();
        using var folder = new DataFolderOfTest();
        using var data = new DataFolder(new() { Folder = folder.Path });
        await using var second = new Database(
            new() { Provider = DatabaseProvider.PostgreSql, ConnectionString = settings["Database:ConnectionString"] }, data);

        var error = await Assert.ThrowsExactlyAsync<UserErrorException>(second.LockAsync);

        Assert.Contains("Another process serves this database", error.Message);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [UnsupportedOSPlatform("windows")]
    public void DataFolder_EmptyFolder_BecomesReadableByItsUserOnly()
    {
        using var folder = new DataFolderOfTest();
        const UnixFileMode OfUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(folder.Path, OfUser | UnixFileMode.OtherRead);

        using var data = new DataFolder(new() { Folder = folder.Path });

        Assert.AreEqual(OfUser, File.GetUnixFileMode(folder.Path));
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
