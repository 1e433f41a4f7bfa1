using System.Text.Json.Serialization;
using AutoRec.Examples.Serving.Api;
using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;
using AutoRec.Examples.Serving.Visitors;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AutoRec.Examples.Serving;

/// <summary>Puts the parts of the service together.</summary>
internal static class ServingBuilder
{
    public static void AddServing(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        builder.AddStore();
        builder.AddLearning();
        builder.AddApi();
        builder.AddTelemetry();
    }

    public static void MapServing(this WebApplication app)
    {
        var routes = app.MapGroup("").ProducesProblem(StatusCodes.Status429TooManyRequests);
        routes.MapRatings();
        routes.MapRecommendations();
        routes.MapItems();
        routes.MapModels();
        routes.MapMe();
        routes.MapAdmin();
        routes.MapAntiforgery();
        app.MapOpenApi();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).DisableRateLimiting();
        app.MapHealthChecks("/health/ready").DisableRateLimiting();
    }

    /// <summary>Serves the files of wwwroot. The browser asks each time whether a file changed, and gets it only if it did.</summary>
    public static void UsePage(this IApplicationBuilder app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
    }

    private static void AddStore(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(builder.Configuration.GetSection("Data").Get<DataSettings>() ?? new());
        services.AddSingleton(builder.Configuration.GetSection("Database").Get<DatabaseSettings>() ?? new());
        services.AddSingleton<DataFolder>().AddSingleton<Database>().AddSingleton<Seed>().AddSingleton<Catalogue>();
        services.AddSingleton<RatingStore>().AddSingleton<TrainingStore>();
    }

    private static void AddLearning(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LearningSettings>().BindConfiguration("Learning").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ModelShelf>().AddSingleton<CurrentModel>().AddSingleton<ModelImport>();
        services.AddSingleton<TrainingFolder>().AddSingleton<ModelTraining>().AddSingleton<ModelTrial>().AddSingleton<LearningMetrics>();
        services.AddSingleton<Trainer>().AddHostedService(provider => provider.GetRequiredService<Trainer>());
    }

    private static void AddApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddProblems();
        services.AddValidation();
        services.AddOpenApi(options => options.AddRequiredHeaders());
        services.AddHttpContextAccessor();
        services.AddAntiforgery(options =>
        {
            (options.HeaderName, options.Cookie.Name) = (Antiforgery.Header, "antiforgery");
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddDataProtection().SetApplicationName("AutoRec.Serving");
        services.AddOptions<KeyManagementOptions>().Configure<DataFolder, ILoggerFactory>((keys, folder, loggers) =>
            keys.XmlRepository = new FileSystemXmlRepository(new(folder.FolderOf("keys")), loggers));
        services.AddSingleton<VisitorCookie>().AddSingleton<Visitor>().AddSingleton<RequestChecks>().AddSingleton<Recommendations>();
        services.AddOptions<AdminSettings>().BindConfiguration("Admin");
        services.AddHealthChecks()
            .AddCheck<ModelReadiness>("model")
            .AddCheck<DatabaseReadiness>("database", timeout: TimeSpan.FromSeconds(5));

        // "4" is no number of stars.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
    }

    private static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter(LearningMetrics.Name));
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 })
            return; // Nobody would see the trace of a request.
        telemetry.WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddSource(LearningMetrics.Name));
        telemetry.UseOtlpExporter();
    }
}
