namespace AutoRec;

/// <summary>A release of MovieLens that can be downloaded.</summary>
public enum MovieLensRelease
{
    /// <summary>100,000 ratings, with the published folds: <c>ml-100k</c>, a download of 5 MB.</summary>
    Ml100K,

    /// <summary>1,000,209 ratings: <c>ml-1m</c>, 6 MB.</summary>
    Ml1M,

    /// <summary>10,000,054 ratings: <c>ml-10m</c>, 66 MB.</summary>
    Ml10M,

    /// <summary>20,000,263 ratings: <c>ml-20m</c>, 199 MB.</summary>
    Ml20M,

    /// <summary>25,000,095 ratings: <c>ml-25m</c>, 262 MB.</summary>
    Ml25M,

    /// <summary>32,000,204 ratings: <c>ml-32m</c>, 239 MB.</summary>
    Ml32M,

    /// <summary>About 100,000 ratings, others with each edition: <c>ml-latest-small</c>, 1 MB. Not for published results.</summary>
    MlLatestSmall,
}
