namespace Gateway.Benchmarks.Support;

/// <summary>The folder with the solution, above wherever this was built to.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Gateway.sln"))) return folder.FullName;
        throw new InvalidOperationException($"found no Gateway.sln above {AppContext.BaseDirectory}");
    }
}
