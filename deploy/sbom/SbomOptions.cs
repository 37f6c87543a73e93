namespace Gateway.Sbom;

/// <summary>What to read and where to write.</summary>
internal sealed record SbomOptions(string LockPath, string Output, string PackagesFolder)
{
    public static SbomOptions? Parse(string[] args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["--lock"] = "src/Gateway/packages.lock.json", ["--output"] = "artifacts/sbom" };
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!values.ContainsKey(args[i]) || i + 1 == args.Length) return null;
            values[args[i]] = args[i + 1];
        }

        return new(values["--lock"], values["--output"], RestoredPackages());
    }

    private static string RestoredPackages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
