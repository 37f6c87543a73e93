namespace Gateway.IntegrationTests.Support;

/// <summary>A private folder (mode 0700) that goes away with the test.</summary>
public sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-test-");

    public string FullPath => _directory.FullName;

    /// <summary>The full path of a file in the folder; the file need not exist.</summary>
    public string PathOf(string name) => Path.Combine(FullPath, name);

    /// <summary>Writes a file as UTF-8 without BOM, making subfolders as needed, and returns its full path.</summary>
    public string Write(string name, string text)
    {
        var path = Prepare(name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = Prepare(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose()
    {
        if (_directory.Exists)
            _directory.Delete(recursive: true);
    }

    private string Prepare(string name)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
