using AutoRec.Examples.Serving.Api;
using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;
using Dapper;

namespace AutoRec.Tests;

[TestClass]
public sealed class SqliteInterruptedTrainingTests : InterruptedTrainingTests
{
    private protected override Dictionary<string, string?> NewDatabase() => TestDatabase.Sqlite();
}

[TestClass]
[RequiresPostgreSql]
public sealed class PostgreSqlInterruptedTrainingTests : InterruptedTrainingTests
{
    private protected override Dictionary<string, string?> NewDatabase() => TestDatabase.PostgreSql();
}

/// <summary>The tests of forgotten visitors and stopped services, on each database.</summary>
public abstract class InterruptedTrainingTests
{
    public TestContext TestContext { get; set; } = null!;

    private protected abstract Dictionary<string, string?> NewDatabase();

    [TestMethod]
    public async Task Forget_TrainedVisitor_IsLeftOutOfTheNextTraining()
    {
        using var app = new ServingApp(NewDatabase());
        await app.WhenTrainedAsync();
        var visitor = app.Visit();
        await RateLongAgoAsync(app, visitor);
        Assert.AreEqual("Accepted", (await visitor.TrainAsync()).Outcome);
        var users = app.Get<CurrentModel>().Value!.Recommender.Users;
        Assert.HasCount(121, users);

        await visitor.ChangeAsync(HttpMethod.Delete, "/me");
        // A training that continues a model would pass on what that one learned from the visitor.
        var next = await visitor.TrainAsync();
        Assert.AreEqual(("Accepted", null), (next.Outcome, next.Continues));
        await visitor.WaitAsync(state => state.Kept.SequenceEqual([1, next.Number]));
        Assert.AreEqual(next.Number, (await visitor.TrainAsync()).Continues);
        var left = app.Get<CurrentModel>().Value!.Recommender.Users;
        Assert.HasCount(120, left);
        CollectionAssert.IsSubsetOf(left.ToArray(), users.ToArray());
    }

    [TestMethod]
    public async Task Forget_DuringATraining_StartsItAnewWithoutTheVisitor()
    {
        using var folder = new DataFolderOfTest();
        var database = NewDatabase();
        using (var quick = new ServingApp(database, folder))
            await quick.WhenTrainedAsync();

        using var app = new ServingApp(database.With("Learning:Epochs", "100000"), folder);
        await app.WhenTrainedAsync();
        var visitor = app.Visit();
        await RateLongAgoAsync(app, visitor);
        await visitor.ChangeAsync(HttpMethod.Post, "/admin/trainings", adminKey: ServingApp.AdminKey);
        var before = await visitor.WaitAsync(state => state.Progress > 0);
        await app.Visit().RateAsync(1, 5); // Somebody who came later does not matter to the training.

        await visitor.ChangeAsync(HttpMethod.Delete, "/me");

        var after = await visitor.WaitAsync(state => state.Training is { Number: 3 } && state.Progress > 0);
        Assert.AreEqual(before.Training!.Ratings - 3 + 1, after.Training!.Ratings); // The later rating moved the newest tenth by one.
        Assert.AreEqual("GivenUp", (await visitor.GetAsync<TrainingAnswer[]>("/models"))[1].Outcome);
        Assert.AreSequenceEqual(
            (string[])["000003"], Directory.GetDirectories(Path.Combine(folder.Path, "trainings")).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public async Task Forget_TrainedVisitor_MakesATrainingDue()
    {
        using var folder = new DataFolderOfTest();
        var database = NewDatabase();
        long number;
        using (var app = new ServingApp(database, folder))
        {
            await app.WhenTrainedAsync();
            var visitor = app.Visit();
            await RateLongAgoAsync(app, visitor);
            await visitor.TrainAsync();
            number = await app.NewestVisitorAsync();
        }

        using var later = new ServingApp(database.With("Learning:AfterTime", "00:00:00.1"), folder);
        await later.WhenTrainedAsync();
        await later.Get<RatingStore>().ForgetAsync(number, TestContext.CancellationToken);

        var state = await later.Visit().WaitAsync(state => state.Model!.Number > 2 && state.Training is null);
        Assert.IsNull(state.Model!.Continues);
    }

    [TestMethod]
    public async Task Forget_WhileATrainingBegins_GivesItUp()
    {
        using var app = new ServingApp(NewDatabase());
        await app.WhenTrainedAsync();
        await app.Visit().RateAsync(1, 4);
        var visitor = await app.NewestVisitorAsync();
        await using var connection = await app.Get<Database>().OpenAsync(TestContext.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.CancellationToken);
        await connection.ExecuteAsync("UPDATE visitors SET first_training = 2 WHERE id = @visitor", new { visitor }, transaction);
        await connection.ExecuteAsync(
            "INSERT INTO trainings (number, held_out_from, ratings, started, outcome) VALUES (2, 2000000000, 3000, 0, 'Running')",
            transaction: transaction);

        var forgotten = Task.Run(() => app.Get<RatingStore>().ForgetAsync(visitor, TestContext.CancellationToken));
        await Task.Delay(200, TestContext.CancellationToken); // So that it waits for the transaction.
        await transaction.CommitAsync(TestContext.CancellationToken);

        Assert.IsTrue(await forgotten);
    }

    [TestMethod]
    public async Task RatingsBefore_VisitorWhomNoTrainingMarked_AreLeftOut()
    {
        using var app = new ServingApp(NewDatabase());
        await app.WhenTrainedAsync();
        var trainings = app.Get<TrainingStore>();
        var ratings = await trainings.RatingsBeforeAsync(long.MaxValue, TestContext.CancellationToken);
        await app.Visit().RateAsync(1, 4);

        Assert.HasCount(ratings.Count, await trainings.RatingsBeforeAsync(long.MaxValue, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Stop_DuringATraining_ResumesFromTheCheckpoint()
    {
        using var folder = new DataFolderOfTest();
        var database = NewDatabase().With("Learning:Epochs", "1500");
        double stopped;
        using (var app = new ServingApp(database, folder))
            stopped = (await app.Visit().WaitAsync(state => state.Progress is > 0.01 and < 0.9)).Progress!.Value;
        Assert.IsNotEmpty(Directory.GetFiles(folder.Path, "*.autorec-checkpoint", SearchOption.AllDirectories));

        using var resumed = new ServingApp(database, folder);
        var first = await resumed.Visit().WaitAsync(state => state.Progress is not null);
        var state = await resumed.WhenTrainedAsync();

        Assert.IsGreaterThan(stopped, first.Progress!.Value);
        Assert.AreEqual((1, "Accepted"), (state.Model!.Number, state.Model.Outcome));
        await resumed.Visit().WaitAsync(_ => Directory.GetDirectories(Path.Combine(folder.Path, "trainings")).Length == 0);
    }

    [TestMethod]
    public async Task Train_OtherSettingsThanTheCheckpoint_StartsAgain()
    {
        using var folder = new DataFolderOfTest();
        var database = NewDatabase();
        using (var app = new ServingApp(database.With("Learning:Epochs", "100000"), folder))
            await app.Visit().WaitAsync(state => state.Progress > 0);

        using var changed = new ServingApp(database, folder);
        var state = await changed.WhenTrainedAsync();

        Assert.AreEqual((1, "Accepted"), (state.Model!.Number, state.Model.Outcome));
    }

    [TestMethod]
    public async Task Train_OtherNetworkThanTheModel_BeginsFromTheStart()
    {
        using var folder = new DataFolderOfTest();
        var database = NewDatabase();
        using (var app = new ServingApp(database, folder))
            await app.WhenTrainedAsync();

        using var changed = new ServingApp(database.With("Learning:HiddenUnits", "8"), folder);
        await changed.WhenTrainedAsync();

        Assert.AreNotEqual("GivenUp", (await changed.Visit().TrainAsync()).Outcome);
    }

    /// <summary>Three ratings that are not among the newest ones, so that the next training reads them.</summary>
    private async Task RateLongAgoAsync(ServingApp app, TestVisitor visitor)
    {
        for (var item = 1; item <= 3; item++)
            await visitor.RateAsync(item, 4);
        await using var connection = await app.Get<Database>().OpenAsync(TestContext.CancellationToken);
        await connection.ExecuteAsync("UPDATE ratings SET rated_at = 1 WHERE visitor = (SELECT MAX(id) FROM visitors)");
    }
}
