using System.Diagnostics.CodeAnalysis;
using AutoRec;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds recommenders to the services of an application.</summary>
[SuppressMessage("ApiDesign", "RS0026", Justification = "The second parameter tells the overloads apart: a file, or a function.")]
public static class RecommenderServices
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Adds the recommender of a model file, and loads it again when the file changed.</summary>
    /// <typeparam name="TUser">The type of the user ids: String, Int32, Int64.</typeparam>
    /// <typeparam name="TItem">The type of the item ids: String, Int32, Int64.</typeparam>
    /// <param name="services">The services of the application.</param>
    /// <param name="modelFile">The file of <c>mlContext.Model.Save</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddAutoRecRecommender<TUser, TItem>(this IServiceCollection services, string modelFile)
        where TUser : notnull
        where TItem : notnull =>
        services.AddAutoRecRecommender<TUser, TItem>(options => options.ModelFile = modelFile);

    /// <summary>
    /// Adds a singleton <see cref="RecommenderSource{TUser, TItem}"/>, and a hosted service that loads its file at the start of the host.
    /// </summary>
    /// <typeparam name="TUser">The type of the user ids: String, Int32, Int64.</typeparam>
    /// <typeparam name="TItem">The type of the item ids: String, Int32, Int64.</typeparam>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Sets the options, at least <see cref="RecommenderOptions{TUser, TItem}.ModelFile"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddAutoRecRecommender<TUser, TItem>(
        this IServiceCollection services, Action<RecommenderOptions<TUser, TItem>> configure)
        where TUser : notnull
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<RecommenderOptions<TUser, TItem>>()
            .Configure(configure)
            .Validate(options => options.ModelFile != "", "ModelFile is empty; expected the file of mlContext.Model.Save.")
            .Validate(options => options.PollInterval >= ShortestInterval, "PollInterval must be at least 10 ms.");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new RecommenderSource<TUser, TItem>(
            provider.GetRequiredService<IOptions<RecommenderOptions<TUser, TItem>>>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RecommenderLoading<TUser, TItem>>());
        return services;
    }
}
