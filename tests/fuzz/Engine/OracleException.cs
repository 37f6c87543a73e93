namespace Gateway.Fuzz.Engine;

/// <summary>A parser has broken what has to hold for every input.</summary>
internal sealed class OracleException(string oracle, string detail) : Exception($"{oracle}: {detail}")
{
    /// <summary>What was broken, without the input: two inputs that break the same thing are one finding.</summary>
    public string Oracle { get; } = oracle;
}

/// <summary>Says what has to hold.</summary>
internal static class Oracle
{
    public static void Holds(bool condition, string what, string detail = "")
    {
        if (!condition) throw new OracleException(what, detail);
    }

    public static void Same<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new OracleException(what, $"expected {Show(expected)}, found {Show(actual)}");
    }

    public static void SameList<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual, string what)
    {
        if (!expected.SequenceEqual(actual)) throw new OracleException(what, $"expected [{string.Join(" | ", expected)}], found [{string.Join(" | ", actual)}]");
    }

    private static string Show<T>(T value) => value switch { null => "null", string text => Inputs.Quote(text), _ => value.ToString() ?? "" };
}
