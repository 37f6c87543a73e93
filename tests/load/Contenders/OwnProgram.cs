namespace Gateway.LoadTests.Contenders;

/// <summary>The executables of this repository, built beside this one.</summary>
internal static class OwnProgram
{
    public static string Gateway { get; } = Path.Combine(AppContext.BaseDirectory, "gateway");

    /// <summary>This program, for the servers that are modes of it.</summary>
    public static string LoadTests { get; } = Path.Combine(AppContext.BaseDirectory, "Gateway.LoadTests");
}
