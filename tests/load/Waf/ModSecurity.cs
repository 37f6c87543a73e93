using System.Text.RegularExpressions;
using Gateway.LoadTests.Processes;

namespace Gateway.LoadTests.Waf;

/// <summary>What Debian installs of nginx's ModSecurity module and of the Core Rule Set, and where.</summary>
/// <param name="Module">The module.</param>
/// <param name="Recommended">ModSecurity's recommended configuration; unicode.mapping stands beside it.</param>
/// <param name="Versions">What tables say of both.</param>
internal sealed record ModSecurity(string Module, string Recommended, string Versions)
{
    public const string Setup = "/etc/modsecurity/crs/crs-setup.conf";
    public const string Rules = "/usr/share/modsecurity-crs/rules/*.conf";

    private const string ModulePath = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so";

    private static readonly string[] RecommendedPaths = ["/etc/nginx/modsecurity.conf", "/etc/modsecurity/modsecurity.conf", "/etc/modsecurity/modsecurity.conf-recommended"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="LoadTestException">Something is not installed; the message says how to get it.</exception>
    public static async Task<ModSecurity> FindAsync(CancellationToken cancellation)
    {
        var recommended = Array.Find(RecommendedPaths, static p => File.Exists(p) && File.Exists(Path.Combine(Path.GetDirectoryName(p)!, "unicode.mapping")));
        if (!File.Exists(ModulePath) || recommended is null)
            throw new LoadTestException("missing: nginx's ModSecurity module. Install with: apt-get install nginx libnginx-mod-http-modsecurity");
        if (!File.Exists(Setup)) throw new LoadTestException("missing: the OWASP Core Rule Set. Install with: apt-get install modsecurity-crs");
        return new ModSecurity(ModulePath, recommended, $"libmodsecurity {await VersionAsync("libmodsecurity3", cancellation)}, OWASP Core Rule Set {await VersionAsync("modsecurity-crs", cancellation)}");
    }

    private static async Task<string> VersionAsync(string package, CancellationToken cancellation)
    {
        if (!File.Exists("/usr/bin/dpkg-query")) return "of unknown version";
        var said = await ShortCommand.RunAsync("/usr/bin/dpkg-query", ["-W", "-f", "${Version}", package], Patience, cancellation);
        return Regex.Match(said.Output, "^[0-9.]+[-+a-z0-9]*", RegexOptions.NonBacktracking) is { Success: true } version ? version.Value : "of unknown version";
    }
}
