namespace Gateway.Demo;

/// <summary>Private folders of the demo: one per user that keeps the certificate, and one per run for everything that is made anew.</summary>
internal sealed class DemoFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Kept between runs, so that a browser that was told to trust the certificate still does.</summary>
    public string User { get; } = CreateUserFolder();

    /// <summary>Removed when the run ends.</summary>
    public string Run { get; } = Directory.CreateTempSubdirectory("gateway-demo-").FullName;

    /// <summary>Writes a file that only the owner can read.</summary>
    public static void WritePrivate(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        using var writer = new StreamWriter(stream);
        writer.Write(content);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Run, recursive: true);
        }
        catch (IOException)
        {
            // Somebody else removed or holds it; the next start does not need it.
        }
    }

    private static string CreateUserFolder()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        // A user without a home gets a folder that lasts for this run.
        if (data.Length == 0) return Directory.CreateTempSubdirectory("gateway-demo-").FullName;
        var folder = Path.Combine(data, "gateway", "demo");
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);
        return folder;
    }
}
