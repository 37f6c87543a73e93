using Gateway.Sbom;

// dotnet run --project deploy/sbom [-- --lock packages.lock.json --output DIRECTORY]
// Writes sbom.cdx.json (CycloneDX 1.6) and THIRD-PARTY-NOTICES.txt about the packages that ship, from the lock file and the restored
// packages. Nothing is contacted, and the same lock file gives the same bytes.
var options = SbomOptions.Parse(args);
if (options is null)
{
    Console.Error.WriteLine("found unknown arguments; allowed: --lock PATH (default src/Gateway/packages.lock.json), --output DIRECTORY (default artifacts/sbom)");
    return 2;
}

try
{
    var packages = ShippedPackages.Read(options.LockPath, options.PackagesFolder);
    Directory.CreateDirectory(options.Output);
    File.WriteAllText(Path.Combine(options.Output, "sbom.cdx.json"), CycloneDx.Write(packages));
    File.WriteAllText(Path.Combine(options.Output, "THIRD-PARTY-NOTICES.txt"), Notices.Write(packages));
    Console.WriteLine($"{options.Output}: sbom.cdx.json and THIRD-PARTY-NOTICES.txt, {packages.Count} packages");
    return 0;
}
catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
