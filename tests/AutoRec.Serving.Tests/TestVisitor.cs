using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AutoRec.Examples.Serving.Api;
using AutoRec.Examples.Serving.Visitors;

namespace AutoRec.Tests;

/// <summary>Somebody who uses the service, with cookies and tokens as a browser and its page send them.</summary>
internal sealed class TestVisitor(HttpClient client)
{
    private string? _token;

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? adminKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (method != HttpMethod.Get)
            request.Headers.Add(Antiforgery.Header, _token ??= (await GetAsync<AntiforgeryToken>("/antiforgery")).Token);
        if (adminKey is not null)
            request.Headers.Add(AdminEndpoints.Header, adminKey);
        return await client.SendAsync(request);
    }

    public async Task<T> GetAsync<T>(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode, path);
        return (await response.Content.ReadFromJsonAsync<T>())!;
    }

    public async Task ChangeAsync(HttpMethod method, string path, object? body = null, string? adminKey = null)
    {
        using var response = await SendAsync(method, path, body, adminKey);
        Assert.IsTrue(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    public Task RateAsync(int item, double stars) => ChangeAsync(HttpMethod.Post, "/ratings", new { item = $"{item}", stars });

    public Task<RecommendationsAnswer> RecommendAsync(int count = 10) => GetAsync<RecommendationsAnswer>($"/recommendations?count={count}");

    public Task<RatedItem[]> RatingsAsync() => GetAsync<RatedItem[]>("/ratings");

    /// <summary>Asserts that a request is refused with problem details, and returns them.</summary>
    public async Task<JsonElement> RefusedAsync(HttpStatusCode status, HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, response.StatusCode, text);
        Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Waits until the service is as expected. The bound is for a service that hangs, not a measurement.</summary>
    public async Task<ModelsAnswer> WaitAsync(Predicate<ModelsAnswer> isExpected)
    {
        ModelsAnswer? state = null;
        await WaitAsync(async () => isExpected(state = await GetAsync<ModelsAnswer>("/models/current")));
        return state!;
    }

    /// <summary>Starts a training and waits until it has ended, and its model answers if it is accepted.</summary>
    public async Task<TrainingAnswer> TrainAsync()
    {
        var number = (await GetAsync<TrainingAnswer[]>("/models")).Length + 1;
        await ChangeAsync(HttpMethod.Post, "/admin/trainings", adminKey: ServingApp.AdminKey);
        TrainingAnswer? training = null;
        await WaitAsync(async () =>
        {
            training = (await GetAsync<TrainingAnswer[]>("/models")).ElementAtOrDefault(number - 1);
            return training is not null and not { Outcome: "Running" };
        });
        if (training!.Outcome == "Accepted")
            await WaitAsync(state => state.Model!.Number == number);
        return training;
    }

    /// <summary>Waits until a condition holds, with the same bound.</summary>
    public static async Task WaitAsync(Func<Task<bool>> isExpected)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await isExpected())
            await Task.Delay(20, bound.Token);
    }
}
