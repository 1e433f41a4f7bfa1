namespace AutoRec.Training;

/// <summary>The constants of Adam (Kingma and Ba 2015), the same in every engine.</summary>
internal static class AdamConstants
{
    public const double Beta1 = 0.9;
    public const double Beta2 = 0.999;
    public const double Epsilon = 1e-8;
}
