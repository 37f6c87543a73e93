using BenchmarkDotNet.Running;
using Gateway.Benchmarks;
using Gateway.Benchmarks.Contracts;
using Gateway.Benchmarks.JsonSchema;
using Gateway.Benchmarks.Limits;
using Gateway.Benchmarks.Overload;
using Gateway.Benchmarks.PolicyCost;
using Gateway.Benchmarks.Slow;
using Gateway.Benchmarks.Soak;

// --policies [--dry]   the table of docs/benchmarks.md; --dry runs everything once and writes nothing
// --soak SECONDS       mixed traffic through a gateway process
// --slow SECONDS [CONNECTIONS]  slow and greedy clients, each kind for that long; 10,000 idle connections if not said otherwise
// --overload SECONDS   three times a backend's capacity: goodput, and the latency of the priority class
// --simulate           leased limits in virtual time, long form; writes the plots of docs/limits.md
// --limits             what a decision by lease costs beside one in the process
// --json-schema        an order document by our validator and by Ajv (Node and npm), in turns
// --contracts          a gateway process with an OpenAPI document of 3 MB: time and peak memory, at the start and at reloads
// anything else        BenchmarkDotNet's own command line, in this process: docs/benchmarks.md says why
return args switch
{
    ["--policies"] => PolicyTableCommand.Run(dry: false),
    ["--policies", "--dry"] => PolicyTableCommand.Run(dry: true),
    ["--soak", var seconds] => await SoakCommand.RunAsync(seconds),
    ["--slow", var seconds] => await SlowCommand.RunAsync(seconds),
    ["--slow", var seconds, var connections] => await SlowCommand.RunAsync(seconds, connections),
    ["--overload", var seconds] => await OverloadCommand.RunAsync(seconds),
    ["--simulate"] => SimulateCommand.Run(),
    ["--json-schema"] => await AjvComparisonCommand.RunAsync(),
    ["--contracts"] => await ContractsCommand.RunAsync(),
    ["--limits"] => FastPathCommand.Run(),
    ["--soak"] or ["--overload"] or ["--slow", ..] or ["--policies", ..] => Usage.Write(),
    _ => BenchmarkSwitcher.FromAssembly(typeof(StageBenchmarks).Assembly).Run([.. args, "--inProcess"]).Any() ? 0 : 1,
};
