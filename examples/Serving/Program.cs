using System.Runtime;
using AutoRec.Examples;
using AutoRec.Examples.Serving;
using AutoRec.Examples.Serving.Api;
using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;
using AutoRec.Examples.Serving.Visitors;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

// Requests should not wait for the collection of a training's garbage.
GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
try
{
    // The content lies beside the program, wherever it is started.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddLimits();
    builder.AddServing();
    var app = builder.Build();

    app.UseProblems();
    app.UseSecurityHeaders();
    app.UsePage();
    app.UseRateLimiter();
    app.UseRequestTimeouts();
    app.MapServing();

    // 1. The database: the newest tables, and ratings if it is empty.
    var services = app.Services;
    var database = services.GetRequiredService<Database>();
    await database.LockAsync();
    Schema.Migrate(database);
    await services.GetRequiredService<Seed>().FillAsync();
    await services.GetRequiredService<Catalogue>().LoadAsync();

    // 2. The model: the last one, that of --model, or the first training, which the Trainer begins.
    if (app.Configuration["Model"] is { Length: > 0 } file)
        await services.GetRequiredService<ModelImport>().RunAsync(file);

    // 3. Requests.
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is UserErrorException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{e.Message} Choose another one, for example --Urls http://127.0.0.1:5085.");
    return 1;
}
