using AutoRec.Examples.Serving.Api;
using AutoRec.Examples.Serving.Store;
using Dapper;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.Extensions.DependencyInjection;

namespace AutoRec.Tests;

/// <summary>The service in this process, with small ratings and quick trainings.</summary>
/// <param name="settings">The settings that differ.</param>
/// <param name="folder">The data folder of an earlier app; null for a new one.</param>
internal sealed class ServingApp(Dictionary<string, string?> settings, DataFolderOfTest? folder = null) : WebApplicationFactory<Program>
{
    public const string AdminKey = "key of the tests";

    private readonly bool _ownsFolder = folder is null;

    public DataFolderOfTest Folder { get; } = folder ?? new();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Somebody with a cookie jar of their own.</summary>
    public TestVisitor Visit() => new(CreateDefaultClient(new CookieContainerHandler()));

    /// <summary>Somebody behind a proxy, at an address.</summary>
    public TestVisitor Visit(string address)
    {
        var client = CreateDefaultClient(new CookieContainerHandler());
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return new(client);
    }

    /// <summary>Waits until a model answers and no training runs.</summary>
    public Task<ModelsAnswer> WhenTrainedAsync() => Visit().WaitAsync(state => state.Model is not null && state.Training is null);

    /// <summary>The number of ratings in the database. That of the API may be some seconds old.</summary>
    public async Task<long> CountRatingsAsync()
    {
        await using var connection = await Get<Database>().OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM ratings");
    }

    public async Task<long> NewestVisitorAsync()
    {
        await using var connection = await Get<Database>().OpenAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT MAX(id) FROM visitors");
    }

    public static IEnumerable<KeyValuePair<string, string?>> QuickSettings(DataFolderOfTest folder) =>
    [
        new("Data:Folder", folder.Path),
        new("Data:Ratings", SmallRelease.Folder),
        new("Learning:HiddenUnits", "16"),
        new("Learning:Epochs", "20"),
        new("Learning:AfterRatings", "1000000"),
        new("Learning:AfterTime", "1.00:00:00"),
        new("Learning:CheckEvery", "00:00:00.05"),
        new("Limits:RequestsOfAddressPerMinute", "1000000"),
        new("Limits:ChangesOfVisitorPerMinute", "1000000"),
        new("Admin:Key", AdminKey),
        new("Logging:LogLevel:Default", "Warning"),
    ];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (name, value) in QuickSettings(Folder).Concat(settings))
            builder.UseSetting(name, value);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && _ownsFolder)
            Folder.Dispose();
    }
}

/// <summary>A temporary data folder.</summary>
internal sealed class DataFolderOfTest : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("autorec-serving-").FullName;

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
