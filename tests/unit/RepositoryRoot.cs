namespace Gateway.UnitTests;

/// <summary>Where the sources are: the folder with the solution, above the test's own.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Gateway.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Gateway.sln above {AppContext.BaseDirectory}.");
    }
}
