using BenchmarkDotNet.Running;
using Gateway.Benchmarks;
using Gateway.Benchmarks.Limits;
using Gateway.Benchmarks.Overload;
using Gateway.Benchmarks.PolicyCost;
using Gateway.Benchmarks.Soak;

// --policies [--dry]   the table of docs/benchmarks.md; --dry runs everything once and writes nothing
// --soak SECONDS       mixed traffic through a gateway process
// --overload SECONDS   three times a backend's capacity: goodput, and the latency of the priority class
// --simulate           leased limits in virtual time, long form; writes the plots of docs/limits.md
// --limits             what a decision by lease costs beside one in the process
// anything else        BenchmarkDotNet's own command line, in this process: docs/benchmarks.md says why
return args switch
{
    ["--policies"] => PolicyTableCommand.Run(dry: false),
    ["--policies", "--dry"] => PolicyTableCommand.Run(dry: true),
    ["--soak", var seconds] => await SoakCommand.RunAsync(seconds),
    ["--overload", var seconds] => await OverloadCommand.RunAsync(seconds),
    ["--simulate"] => SimulateCommand.Run(),
    ["--limits"] => FastPathCommand.Run(),
    ["--soak"] or ["--overload"] or ["--policies", ..] => Usage.Write(),
    _ => BenchmarkSwitcher.FromAssembly(typeof(StageBenchmarks).Assembly).Run([.. args, "--inProcess"]).Any() ? 0 : 1,
};
