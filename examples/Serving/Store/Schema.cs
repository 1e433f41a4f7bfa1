using System.Data;
using FluentMigrator;
using FluentMigrator.Runner;

namespace AutoRec.Examples.Serving.Store;

/// <summary>Brings the tables to the newest version.</summary>
internal static class Schema
{
    public static void Migrate(Database database)
    {
        using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .ConfigureRunner(runner => (database.Provider == DatabaseProvider.Sqlite ? runner.AddSQLite() : runner.AddPostgres())
                .WithGlobalConnectionString(database.ConnectionString)
                .ScanIn(typeof(Schema).Assembly).For.Migrations())
            .BuildServiceProvider();
        using var scope = services.CreateScope();
        scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
    }
}

/// <summary>The tables. Whole numbers are 64 bits and times are Unix milliseconds, which both providers read as the same types.</summary>
[Migration(1)]
public sealed class CreateTables : Migration
{
    // SQLite gives a type with DOUB in its name to real numbers, so that 4 stars stay a real number.
    private const string Real = "double precision";

    public override void Up()
    {
        Create.Table("items")
            .WithColumn("id").AsString(64).NotNullable().PrimaryKey()
            .WithColumn("title").AsString(300).NotNullable()
            .WithColumn("year").AsInt64().Nullable();

        Create.Table("visitors")
            .WithColumn("id").AsInt64().NotNullable().PrimaryKey().Identity()
            .WithColumn("secret").AsString(64).NotNullable().Unique()
            .WithColumn("created").AsInt64().NotNullable()
            .WithColumn("first_training").AsInt64().Nullable(); // The first training that has ratings of the visitor.

        Create.Table("ratings")
            .WithColumn("visitor").AsInt64().NotNullable().PrimaryKey()
            .ForeignKey("fk_ratings_visitor", "visitors", "id").OnDelete(Rule.Cascade)
            .WithColumn("item").AsString(64).NotNullable().PrimaryKey().ForeignKey("fk_ratings_item", "items", "id")
            .WithColumn("stars").AsCustom(Real).NotNullable()
            .WithColumn("rated_at").AsInt64().NotNullable().Indexed("ix_ratings_rated_at");
        Create.Index("ix_ratings_item").OnTable("ratings").OnColumn("item");

        Create.Table("dismissals")
            .WithColumn("visitor").AsInt64().NotNullable().PrimaryKey()
            .ForeignKey("fk_dismissals_visitor", "visitors", "id").OnDelete(Rule.Cascade)
            .WithColumn("item").AsString(64).NotNullable().PrimaryKey().ForeignKey("fk_dismissals_item", "items", "id");

        Create.Table("trainings")
            .WithColumn("number").AsInt64().NotNullable().PrimaryKey()
            .WithColumn("continues").AsInt64().Nullable()
            .WithColumn("held_out_from").AsInt64().NotNullable()
            .WithColumn("ratings").AsInt64().NotNullable()
            .WithColumn("started").AsInt64().NotNullable()
            .WithColumn("ended").AsInt64().Nullable()
            .WithColumn("outcome").AsString(20).NotNullable()
            .WithColumn("reason").AsString(500).Nullable()
            .WithColumn("forgotten").AsInt64().NotNullable().WithDefaultValue(0) // Visitors that the model may have learned from.
            .WithColumn("rmse").AsCustom(Real).Nullable()
            .WithColumn("ndcg").AsCustom(Real).Nullable();
    }

    public override void Down()
    {
        foreach (var table in (string[])["trainings", "dismissals", "ratings", "visitors", "items"])
            Delete.Table(table);
    }
}
