namespace AutoRec.Examples;

internal static class RatingGenerator;
