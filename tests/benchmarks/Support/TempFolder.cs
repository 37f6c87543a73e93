namespace Gateway.Benchmarks.Support;

/// <summary>A private folder for as long as it is used.</summary>
internal sealed class TempFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("gateway-bench-").FullName;

    public string PathOf(string name) => Path.Combine(FullPath, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
