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
    [DataRow("""{ "history": [{ "stars": 4 }] }""")]
    [DataRow("""{ "history": [{ "item": "61", "stars": 4 }] }""")]
    [DataRow("""{ "history": [{ "item": "1", "stars": 6 }] }""")]
    [DataRow("""{ "history": [], "exclude": [null] }""")]
    [DataRow("""{ }""")]
    public async Task PostRecommendations_WrongBody_IsRefused(string body) =>
        await App.Visit().RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/recommendations", JsonText(body));

    [TestMethod]
    public async Task PostRecommendations_LongHistory_IsRefused()
    {
        var history = Enumerable.Repeat(new { item = "1", stars = 4 }, 501);

        var problem = await App.Visit()
            .RefusedAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/recommendations", new { history });

        Assert.AreEqual(
            "There are 501 ratings; expected at most 500: the newest.",
            problem.GetProperty("errors").GetProperty("history")[0].GetString());
    }

    [TestMethod]
    [DataRow("GET", "/recommendations?count=0", HttpStatusCode.BadRequest)]
    [DataRow("GET", "/recommendations?count=101", HttpStatusCode.BadRequest)]
    [DataRow("GET", "/recommendations?count=many", HttpStatusCode.BadRequest)]
    [DataRow("GET", "/items?count=101", HttpStatusCode.BadRequest)]
    [DataRow("GET", "/models?count=0", HttpStatusCode.BadRequest)]
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
    [DataRow("/ratings", "post", "X-CSRF-Token", "400 410 429")]
    [DataRow("/dismissals/{item}", "put", "X-CSRF-Token", "400 404 410 429")]
    [DataRow("/me", "delete", "X-CSRF-Token", "400 429")]
    [DataRow("/admin/trainings", "post", "X-Admin-Key", "401 404 429")]
    [DataRow("/items/{item}/similar", "get", null, "400 404 429 503")]
    [DataRow("/recommendations", "post", null, "400 429")]
    public async Task OpenApi_DescribesHeadersAndRefusalsOfFilters(string path, string method, string? header, string refusals)
    {
        var document = await App.Visit().GetAsync<JsonElement>("/openapi/v1.json");

        var operation = document.GetProperty("paths").GetProperty(path).GetProperty(method);
        var headers = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "header").ToArray()
            : [];
        Assert.AreEqual(header, headers.Select(parameter => parameter.GetProperty("name").GetString()).SingleOrDefault());
        Assert.AreEqual(
            refusals,
            string.Join(' ', operation.GetProperty("responses").EnumerateObject().Select(response => response.Name)
                .Where(status => status[0] != '2').Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public async Task Request_MalformedBody_IsRefusedWithTheSecurityHeaders()
    {
        using var body = new StringContent("{", null, "application/json");

        using var response = await App.CreateClient().PostAsync("/recommendations", body, TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [TestMethod]
    public async Task Antiforgery_Https_SetsASecureCookie()
    {
        using var client = App.CreateClient(new() { BaseAddress = new("https://localhost"), AllowAutoRedirect = false });

        using var response = await client.GetAsync("/antiforgery", TestContext.CancellationToken);

        Assert.Contains("secure", response.Headers.GetValues("Set-Cookie").Single());
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
