using System.CommandLine;
using System.Globalization;
using AutoRec.Examples;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>Asks the service of examples/Serving for lists at a fixed rate, while it trains and swaps models.</summary>
internal static class LoadCommand
{
    private static readonly double[] SwapsAt = [0.1, 0.5]; // Of the time.

    public static Command Create(CancellationToken cancellationToken)
    {
        var rate = Arguments.WholeNumber("--rate", "Requests in a second [default: 300]", minimum: 1);
        var seconds = Arguments.WholeNumber("--seconds", "Time of the measurement [default: 60]", minimum: 1);
        var history = Arguments.WholeNumber("--history", "Ratings in a request, at most 100 [default: 50]", minimum: 1);
        var data = new Option<string?>("--data") { Description = "Folder of a MovieLens release [default: generated ratings]" };
        var json = Arguments.File("--json", "Also write the figures as JSON");
        var command = new Command(
            "load", "Asks examples/Serving for lists at a fixed rate, while two trainings run and their models are swapped in.")
        {
            rate, seconds, history, data, json,
        };
        command.SetAction(async (result, _) => await RunAsync(
            result.GetValue(rate) ?? 300,
            TimeSpan.FromSeconds(result.GetValue(seconds) ?? 60),
            Math.Min(result.GetValue(history) ?? 50, ServiceUnderLoad.PopularItems),
            result.GetValue(data),
            result.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        int rate, TimeSpan time, int history, string? data, string? json, CancellationToken cancellationToken)
    {
        AtomicFile.CheckCanWrite([], ("--json", json));
        using var service = new ServiceUnderLoad(data);
        await service.StartAsync(cancellationToken);
        var bodies = await service.CreateHistoriesAsync(history, cancellationToken);
        AnsiConsole.WriteLine("Warming up");
        await new RequestStream(service.Client, bodies).RunAsync(rate, TimeSpan.FromSeconds(5), cancellationToken);

        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate} requests a second for {time.TotalSeconds} s"));
        var stream = new RequestStream(service.Client, bodies);
        var requests = stream.RunAsync(rate, time, cancellationToken);
        var swaps = 0;
        foreach (var part in SwapsAt)
        {
            var swap = TrainAndSwapAtAsync(part);
            if (await Task.WhenAny(requests, swap) == swap)
                swaps++;
            await swap;
        }

        await requests;

        var figures = new LoadFigures
        {
            Rate = rate,
            RatingsInRequest = history,
            Requests = stream.Count,
            Errors = stream.Errors,
            FirstError = stream.FirstError,
            P50 = stream.Percentile(0.5),
            P95 = stream.Percentile(0.95),
            P99 = stream.Percentile(0.99),
            Slowest = stream.Percentile(1),
            SlowestBySecond = stream.SlowestBySecond,
            Swaps = swaps,
            Models = [.. stream.Models.Order()],
            Processors = Environment.ProcessorCount,
        };
        Print(figures);
        if (json is not null)
            JsonReport.Write(json, figures);
        if (figures.Errors > 0)
            throw new InvalidOperationException($"{figures.Errors} requests failed, the first one with: {figures.FirstError}");
        if (figures.Swaps < SwapsAt.Length)
        {
            throw new InvalidOperationException(
                $"{figures.Swaps} models were trained and swapped in while requests arrived; expected {SwapsAt.Length}. "
                + "Measure for longer with --seconds, or on a faster machine.");
        }

        async Task TrainAndSwapAtAsync(double part)
        {
            var wait = (time * part) - stream.Elapsed;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellationToken);
            await service.TrainAndSwapAsync(cancellationToken);
        }
    }

    private static void Print(LoadFigures figures)
    {
        var table = new Table().AddColumns("", "");
        table.AddRow("Requests", Text(figures.Requests));
        table.AddRow("Errors", Text(figures.Errors));
        table.AddRow("Median", $"{Text(figures.P50)} ms");
        table.AddRow("95 %", $"{Text(figures.P95)} ms");
        table.AddRow("99 %", $"{Text(figures.P99)} ms");
        table.AddRow("Slowest", $"{Text(figures.Slowest)} ms");
        table.AddRow("Swaps of the model", Text(figures.Swaps));
        table.AddRow("Models that answered", string.Join(", ", figures.Models));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("Times count from the planned start of a request to the end of its answer.");
    }

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary>The figures of a run. Times are in milliseconds.</summary>
internal sealed record LoadFigures
{
    public required int Rate { get; init; }
    public required int RatingsInRequest { get; init; }
    public required int Requests { get; init; }
    public required int Errors { get; init; }
    public required string? FirstError { get; init; }
    public required double P50 { get; init; }
    public required double P95 { get; init; }
    public required double P99 { get; init; }
    public required double Slowest { get; init; }
    public required IReadOnlyList<double> SlowestBySecond { get; init; }

    /// <summary>The trainings and swaps that ended while requests arrived.</summary>
    public required int Swaps { get; init; }

    /// <summary>The numbers of the models in the answers.</summary>
    public required IReadOnlyList<long> Models { get; init; }

    public required int Processors { get; init; }
}
