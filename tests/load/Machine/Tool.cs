namespace Gateway.LoadTests.Machine;

/// <summary>A program beside .NET that the load test uses.</summary>
/// <param name="Command">What it is called.</param>
/// <param name="Package">The Debian package that has it.</param>
/// <param name="IsRequired">False: what needs it is left out.</param>
/// <param name="VersionOption">The option that makes it say its version.</param>
internal sealed record Tool(string Command, string Package, bool IsRequired, string VersionOption)
{
    public static Tool Wrk { get; } = new("wrk", "wrk", true, "-v");

    public static Tool H2Load { get; } = new("h2load", "nghttp2-client", true, "--version");

    public static Tool Redis { get; } = new("redis-server", "redis-server", true, "--version");

    public static Tool TaskSet { get; } = new("taskset", "util-linux", true, "--version");

    public static Tool OpenSsl { get; } = new("openssl", "openssl", true, "version");

    public static Tool Nginx { get; } = new("nginx", "nginx", false, "-v");

    public static Tool Haproxy { get; } = new("haproxy", "haproxy", false, "-v");

    /// <summary>Only profiles need it.</summary>
    public static Tool Perf { get; } = new("perf", "linux-perf", true, "--version");

    public static IReadOnlyList<Tool> All { get; } = [Wrk, H2Load, Redis, TaskSet, OpenSsl, Nginx, Haproxy];

    /// <summary>Where it is; null when it is not installed. Servers are often in folders that are not on the PATH of ordinary users.</summary>
    public string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(["/usr/local/sbin", "/usr/sbin", "/sbin"])
            .Where(static folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, Command))
            .FirstOrDefault(File.Exists);

    /// <exception cref="LoadTestException">It is not installed.</exception>
    public string FindOrThrow() => Find() ?? throw new LoadTestException($"{Command}: not found; install it with: apt-get install {Package}");
}
