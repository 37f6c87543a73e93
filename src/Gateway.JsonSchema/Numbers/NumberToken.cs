namespace Gateway.JsonSchema.Numbers;

/// <summary>A number as it stands in the text; when it is small, its value is <c>Mantissa × 10^-Scale</c> exactly.</summary>
internal readonly record struct NumberToken(int Start, int Length, bool Small, long Mantissa, int Scale)
{
    /// <summary>Digits that always fit a 64-bit mantissa; two such mantissas of any scales can be compared in 128 bits.</summary>
    public const int SmallDigits = 18;
}
