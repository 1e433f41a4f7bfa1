using System.Globalization;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Ratings with user ids and times of every type.</summary>
internal static class TimedRatings
{
    /// <summary>The columns of users, which tell the same users apart.</summary>
    public static readonly string[] UserColumns =
        [nameof(Row.Int32User), nameof(Row.Int64User), nameof(Row.TextUser), nameof(Row.SingleUser), "KeyUser", "HashedUser"];

    /// <summary>The columns of times, which have the same order.</summary>
    public static readonly string[] TimeColumns =
        [nameof(Row.Int32Time), nameof(Row.Int64Time), nameof(Row.SingleTime), nameof(Row.DoubleTime), nameof(Row.DateTime)];

    public sealed class Row
    {
        public int Number { get; set; }
        public float Label { get; set; }
        public int Int32User { get; set; }
        public long Int64User { get; set; }
        public string TextUser { get; set; } = "";
        public float SingleUser { get; set; }
        public int Int32Time { get; set; }
        public long Int64Time { get; set; }
        public float SingleTime { get; set; }
        public double DoubleTime { get; set; }
        public DateTime DateTime { get; set; }
    }

    /// <summary>Makes a row. Times count in hours and may be negative.</summary>
    public static Row Of(int number, int user, int time) => new()
    {
        Number = number,
        Label = 1 + (number % 5),
        Int32User = user,
        Int64User = (long)user << 40,
        TextUser = user.ToString("x8", CultureInfo.InvariantCulture),
        SingleUser = user / 2f,
        Int32Time = time,
        Int64Time = (long)time << 40,
        SingleTime = time / 4f,
        DoubleTime = time * 1e100,
        DateTime = new DateTime(2020, 1, 1).AddHours(time),
    };

    /// <summary>100 ratings of 20 users with 1 to 9 ratings each, with equal and negative times, in mixed order.</summary>
    public static Row[] Generate()
    {
        int[] users = [.. Enumerable.Range(0, 20).SelectMany(user => Enumerable.Repeat(user, 1 + (user % 9))), 19, 19, 19, 19, 19, 19, 19];
        var random = new Random(1);
        random.Shuffle(users);
        return [.. users.Select((user, number) => Of(number, user, random.Next(-30, 30)))];
    }

    public static IDataView Load(MLContext mlContext, params Row[] rows)
    {
        var view = mlContext.Data.LoadFromEnumerable(rows);
        return mlContext.Transforms.Conversion.MapValueToKey("KeyUser", nameof(Row.TextUser))
            .Append(mlContext.Transforms.Conversion.Hash("HashedUser", nameof(Row.TextUser), numberOfBits: 30))
            .Fit(view).Transform(view);
    }
}
