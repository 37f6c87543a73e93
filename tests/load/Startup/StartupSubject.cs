using Gateway.LoadTests.Cli;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Machine;
using Gateway.LoadTests.Processes;
using Gateway.LoadTests.Scenarios;

namespace Gateway.LoadTests.Startup;

/// <summary>What is started: a name for the table, the work of its first request, and how its process begins when it is to listen on a port.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Measured">Whose request it answers.</param>
/// <param name="HasGoal">Whether the goals are for it.</param>
/// <param name="Launch">Starts a process that serves TLS on a port.</param>
internal sealed record StartupSubject(string Name, Case Measured, bool HasGoal, Func<int, ManagedProcess> Launch)
{
    private static readonly Scenario Chain = Scenario.Jwt;

    /// <param name="site">Where it runs.</param>
    /// <param name="name">What the table calls it.</param>
    /// <param name="program">The executable.</param>
    /// <param name="cores">The cores that it may use; null for all.</param>
    /// <param name="hasGoal">Whether the goals are for it.</param>
    public static StartupSubject Gateway(Site site, string name, GatewayProgram program, string? cores, bool hasGoal) =>
        new(name, new Case(CaseCatalog.Gateway, Chain, Protocol.Http1), hasGoal, port =>
        {
            var path = site.Write($"startup-{port}.json", GatewayConfiguration.For(Chain, site, GatewayPorts.Free() with { Https = port }));
            return ManagedProcess.Start(name, cores, program.Environment, program.Path, "run", "--config", path);
        });

    public static StartupSubject Yarp(Site site) => new("bare YARP", new Case(CaseCatalog.Yarp, Scenario.Tls, Protocol.Http1), false, port => ManagedProcess.Start(
        "bare YARP", site.Cores.Server, OwnProgram.LoadTests,
        BareYarpCommand.Name, "--http", $"{LoopbackPort.Free()}", "--https", $"{port}", "--control", $"{LoopbackPort.Free()}",
        "--certificate", site.Material.CertificatePath, "--key", site.Material.KeyPath, "--backend", site.Backend));
}
