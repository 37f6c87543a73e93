using System.CommandLine;
using Gateway.LoadTests.Cli;

// Exit codes: 0 measured, 1 something failed (a contender, an answer, a driver), 2 the command line is wrong or a tool is missing.
var root = new RootCommand("Measures the gateway under load beside bare YARP, nginx and HAProxy doing the same work.")
{
    CompareCommand.Create(),
    AdmittedCommand.Create(),
    LimitsCommand.Create(),
    TransfersCommand.Create(),
    LatencyCommand.Create(),
    StartupCommand.Create(),
    ReplicasCommand.Create(),
    WafCommand.Create(),
    VersionsCommand.Create(),
    RoutesCommand.Create(),
    GuardCommand.Create(),
    ProfileCommand.Create(),
    BareYarpCommand.Create(),
    BackendCommand.Create(),
    WafEngineCommand.Create(),
};
var parsed = root.Parse(args);
// Ctrl+C ends every process that was started before it ends this one.
var exit = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return parsed.Errors.Count > 0 ? 2 : exit;
