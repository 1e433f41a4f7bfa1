using System.Net;
using System.Text.Json;

namespace AutoRec.Tests;

[TestClass]
public sealed class SqliteRequestTests : RequestTests
{
    private protected override ServingApp App => SharedApps.Sqlite;
}

[TestClass]
[RequiresPostgreSql]
public sealed class PostgreSqlRequestTests : RequestTests
{
    private protected override ServingApp App => SharedApps.PostgreSql;
}

/// <summary>The tests of wrong requests, and of what the service tells about itself, on each database.</summary>
public abstract class RequestTests
{
    public TestContext TestContext { get; set; } = null!;

    private protected abstract ServingApp App { get; }

    [TestInitialize]
    public Task WaitForTheModel() => App.WhenTrainedAsync();

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
            "/ratings", "/ratings/{item}", "/recommendations", "/explanations/{item}", "/dismissals/{item}", "/items",
            "/items/{item}/similar", "/models", "/models/current", "/me", "/me/export", "/antiforgery", "/admin/trainings",
            "/admin/models/{number}/current",
        ];
        Assert.AreSequenceEqual(expected.Order(), document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order());
    }

    [TestMethod]
    [DataRow("/health/live")]
    [DataRow("/health/ready")]
    public async Task Health_WithModel_IsHealthy(string path)
    {
        using var response = await App.CreateClient().GetAsync(path, TestContext.CancellationToken);

        Assert.AreEqual("Healthy", await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Page_Start_ForbidsForeignAndInlineScripts()
    {
        using var response = await App.CreateClient().GetAsync("/", TestContext.CancellationToken);

        Assert.AreEqual("text/html", response.Content.Headers.ContentType?.MediaType);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.IsNotNull(response.Headers.ETag);
    }

    private static JsonElement JsonText(string text) => JsonDocument.Parse(text).RootElement;
}
