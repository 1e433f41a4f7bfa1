using System.Net;
using AutoRec.Examples;
using AutoRec.Examples.Serving.Api;
using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;
using Dapper;

namespace AutoRec.Tests;

[TestClass]
public sealed class SqliteLearningTests : LearningTests
{
    private protected override Dictionary<string, string?> NewDatabase() => TestDatabase.Sqlite();
}

[TestClass]
[RequiresPostgreSql]
public sealed class PostgreSqlLearningTests : LearningTests
{
    private protected override Dictionary<string, string?> NewDatabase() => TestDatabase.PostgreSql();
}

/// <summary>The tests of training, accepting and swapping models, on each database.</summary>
public abstract class LearningTests
{
    public TestContext TestContext { get; set; } = null!;

    private protected abstract Dictionary<string, string?> NewDatabase();

    [TestMethod]
    public async Task Train_FirstModel_HasFiguresOnHeldOutRatings()
    {
        using var app = new ServingApp(NewDatabase());

        var state = await app.WhenTrainedAsync();

        Assert.AreEqual((1, "Accepted", null), (state.Model!.Number, state.Model.Outcome, state.Model.Continues));
        Assert.AreEqual(2700, state.Model.Ratings); // Of 3000, the newest tenth is held out.
        Assert.IsTrue(state.Model.Rmse is > 0.5 and < 1.5, $"{state.Model.Rmse}");
        Assert.IsTrue(state.Model.Ndcg is > 0 and <= 1, $"{state.Model.Ndcg}");
    }

    [TestMethod]
    public async Task Train_MostHeldOut_BoundsTheHeldOutRatings()
    {
        using var app = new ServingApp(NewDatabase().With("Learning:MostHeldOut", "50"));

        Assert.AreEqual(2950, (await app.WhenTrainedAsync()).Model!.Ratings);
    }

    [TestMethod]
    public async Task Train_FirstTrainingFails_TriesAgain()
    {
        var release = SmallRelease.Create(SmallRelease.Items, ratings: 3000);
        await File.AppendAllTextAsync(Path.Combine(release, "ratings.csv"), "121,1,1e25,1\n", TestContext.CancellationToken);
        using var app = new ServingApp(NewDatabase().With("Data:Ratings", release));
        var visitor = app.Visit();

        TrainingAnswer[] trainings = [];
        await TestVisitor.WaitAsync(async () => (trainings = await visitor.GetAsync<TrainingAnswer[]>("/models"))
            .Count(training => training.Outcome == "GivenUp") >= 2);

        Assert.Contains("The labels range from", trainings[0].Reason!);
        Directory.Delete(release, recursive: true);
    }

    [TestMethod]
    public async Task Replace_AfterAnAdministratorWentBack_DoesNotUndoIt()
    {
        using var app = new ServingApp(NewDatabase());
        await app.WhenTrainedAsync();
        await app.Visit().TrainAsync();
        var (current, shelf) = (app.Get<CurrentModel>(), app.Get<ModelShelf>());
        var measured = current.Value;
        var chosen = shelf.Load(1);
        Assert.IsTrue(current.TryReplace(chosen));

        Assert.IsFalse(current.TryReplace(shelf.Load(2), expected: measured));

        Assert.AreSame(chosen, current.Value);
        Assert.AreEqual(1, shelf.Current);
    }

    [TestMethod]
    public async Task Train_EnoughNewRatings_ContinuesTheCurrentModel()
    {
        using var app = new ServingApp(NewDatabase().With("Learning:AfterRatings", "3"));
        await app.WhenTrainedAsync();
        var visitor = app.Visit();
        for (var item = 1; item <= 3; item++)
            await visitor.RateAsync(item, 4);

        var state = await visitor.WaitAsync(state => state.Model!.Number == 2 && state.Training is null);

        Assert.AreEqual(1, state.Model!.Continues);
        Assert.AreEqual(2703, state.Model.Ratings);
        Assert.AreEqual(2, (await visitor.RecommendAsync()).Model);
    }

    [TestMethod]
    public async Task Train_FloodOfFalseRatings_DoesNotReplaceTheModel()
    {
        using var app = new ServingApp(NewDatabase());
        await app.WhenTrainedAsync();
        await using (var connection = await app.Get<Database>().OpenAsync(TestContext.CancellationToken))
        {
            await connection.ExecuteAsync("INSERT INTO visitors (secret, created) SELECT 'flood-' || id, 0 FROM visitors");
            await connection.ExecuteAsync(
                "INSERT INTO ratings (visitor, item, stars, rated_at) "
                + "SELECT visitors.id, items.id, "
                + "CASE WHEN (SELECT COUNT(*) FROM ratings WHERE item = items.id) > 40 THEN 0.5 ELSE 5 END, 1 "
                + "FROM visitors CROSS JOIN items WHERE secret LIKE 'flood-%'");
        }

        var training = await app.Visit().TrainAsync();

        Assert.AreEqual("Rejected", training.Outcome, $"{training}");
        Assert.Contains("beyond noise", training.Reason!);
        var state = await app.Visit().GetAsync<ModelsAnswer>("/models/current");
        Assert.AreEqual(1, state.Model!.Number);
        Assert.AreSequenceEqual((long[])[1], state.Kept.ToArray());
        Assert.AreEqual(1, (await app.Visit().RecommendAsync()).Model);
    }

    [TestMethod]
    public async Task GoBack_KeptModel_AnswersAgainAndAfterARestart()
    {
        using var folder = new DataFolderOfTest();
        var database = NewDatabase();
        using (var app = new ServingApp(database, folder))
        {
            await app.WhenTrainedAsync();
            var visitor = app.Visit();
            for (var number = 2; number <= 5; number++)
                Assert.AreEqual("Accepted", (await visitor.TrainAsync()).Outcome);
            Assert.AreSequenceEqual((long[])[3, 4, 5], (await visitor.GetAsync<ModelsAnswer>("/models/current")).Kept.ToArray());

            await visitor.ChangeAsync(HttpMethod.Post, "/admin/models/3/current", adminKey: ServingApp.AdminKey);

            Assert.AreEqual(3, (await visitor.RecommendAsync()).Model);
            using var gone = await visitor.SendAsync(HttpMethod.Post, "/admin/models/1/current", adminKey: ServingApp.AdminKey);
            Assert.AreEqual(HttpStatusCode.NotFound, gone.StatusCode);
        }

        using var restarted = new ServingApp(database, folder);
        await restarted.WhenTrainedAsync();
        Assert.AreEqual(3, (await restarted.Visit().RecommendAsync()).Model);
        Assert.AreEqual(3, (await restarted.Visit().TrainAsync()).Continues);
    }

    [TestMethod]
    public async Task Swap_DuringRequests_GivesNoErrorAndNoMixture()
    {
        using var app = new ServingApp(NewDatabase());
        await app.WhenTrainedAsync();
        await app.Visit().TrainAsync();
        var body = new { history = new[] { new { item = "1", stars = 5 }, new { item = "2", stars = 1 } } };
        using var stop = new CancellationTokenSource();
        var answers = Enumerable.Range(0, 4).Select(_ => AskUntilStoppedAsync(app.Visit(), body, stop.Token)).ToArray();

        var admin = app.Visit();
        for (var swap = 0; swap < 20; swap++)
            await admin.ChangeAsync(HttpMethod.Post, $"/admin/models/{(swap % 2) + 1}/current", adminKey: ServingApp.AdminKey);
        await stop.CancelAsync();

        // Each answer is one of two: the one of model 1, or that of model 2.
        var distinct = (await Task.WhenAll(answers)).SelectMany(texts => texts).Distinct().ToList();
        Assert.HasCount(2, distinct);
    }

    [TestMethod]
    public async Task Start_WithSavedModel_ServesItWithoutTraining()
    {
        using var folder = new DataFolderOfTest();
        using var trained = new ServingApp(NewDatabase(), folder);
        await trained.WhenTrainedAsync();
        var file = Path.Combine(folder.Path, "models", "model-000001.zip");

        using var app = new ServingApp(NewDatabase().With("Model", file));
        var state = await app.WhenTrainedAsync();

        Assert.AreEqual((1, 0), (state.Model!.Number, state.Model.Ratings));
        var (expected, actual) = (await trained.Visit().RecommendAsync(), await app.Visit().RecommendAsync());
        Assert.AreSequenceEqual(
            expected.Items.Select(item => (item.Title, item.Stars)).ToArray(),
            actual.Items.Select(item => (item.Title, item.Stars)).ToArray());
        await app.Visit().RateAsync(1, 5);
        Assert.IsNull((await app.Visit().TrainAsync()).Continues);
    }

    [TestMethod]
    [DataRow("one-class", "one-class model")]
    [DataRow("from 10 to 50", "expected the scale of the database, 0.5 to 5 in steps of 0.5")]
    [DataRow("text", "cannot use")]
    [DataRow("other items", "none of the")]
    public async Task Import_UnusableModel_ChangesNothing(string kind, string reason)
    {
        using var app = new ServingApp(NewDatabase().With("Learning:Epochs", "100000"));
        await app.Visit().WaitAsync(state => state.Progress > 0);
        var file = Path.Combine(app.Folder.Path, "model.zip");
        ForeignModel.Write(file, kind);

        var error = await Assert.ThrowsExactlyAsync<UserErrorException>(() => app.Get<ModelImport>().RunAsync(file));

        Assert.Contains(reason, error.Message);
        Assert.HasCount(1, await app.Get<TrainingStore>().AllAsync(TestContext.CancellationToken));
        Assert.IsEmpty(app.Get<ModelShelf>().Numbers);
    }

    private async Task<HashSet<string>> AskUntilStoppedAsync(TestVisitor visitor, object body, CancellationToken stop)
    {
        var texts = new HashSet<string>();
        while (!stop.IsCancellationRequested)
        {
            using var response = await visitor.SendAsync(HttpMethod.Post, "/recommendations", body);
            Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
            texts.Add(await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
        }

        return texts;
    }
}
