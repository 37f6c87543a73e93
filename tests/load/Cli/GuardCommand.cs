using System.CommandLine;
using Gateway.LoadTests.Guard;
using Gateway.LoadTests.Machine;

namespace Gateway.LoadTests.Cli;

/// <summary><c>guard</c>: whether the policies cost more than recorded. In test.sh.</summary>
internal static class GuardCommand
{
    private const int Failed = 1;
    private const int Skipped = 3;

    public static Command Create()
    {
        var record = new Option<bool>("--record") { Description = "Measure and replace tests/load/guard.json." };
        var starts = Numbers.Option("--starts", "With --record: how often the processes are started and measured.", 3, 1, 20);
        var command = new Command("guard", "Fail when the processor time of a request, as a multiple of bare YARP's in the same run, is clearly more than recorded. Under a minute; exit code 3 when it cannot run here.") { record, starts };
        command.SetAction((result, cancellation) => Guarded.RunAsync(async () =>
        {
            var cores = CoreSplit.OfThisProcess(1);
            if (Obstacle(cores) is { } obstacle)
            {
                Console.WriteLine($"guard: skipped: {obstacle}");
                return Skipped;
            }

            var run = new GuardRun(cores, Conditions.ProcessorName(), TimeProvider.System);
            if (!result.GetValue(record)) return await run.CompareAsync(GuardRecord.Read(GuardRecord.DefaultPath), cancellation) ? 0 : Failed;
            (await run.RecordAsync(result.GetValue(starts), cancellation)).Write(GuardRecord.DefaultPath);
            Console.WriteLine($"recorded in {GuardRecord.DefaultPath}");
            return 0;
        }));
        return command;
    }

    private static string? Obstacle(CoreSplit cores)
    {
        if (cores.Server is null) return "one core only: load generator and server would be measured together";
        foreach (var tool in (Tool[])[Tool.Wrk, Tool.TaskSet, Tool.Redis])
            if (tool.Find() is null) return $"{tool.Command} is not installed; install it with: apt-get install {tool.Package}";
        return null;
    }
}
