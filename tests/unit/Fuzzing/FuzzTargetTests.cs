using FsCheck;
using FsCheck.Fluent;
using Gateway.Fuzz.Cli;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.Targets;
using Microsoft.FSharp.Core;

namespace Gateway.UnitTests.Fuzzing;

/// <summary>The short form: each target with a fixed seed. The long form is a command, see docs/hardening.md.</summary>
public sealed class FuzzTargetTests
{
    private const int Targets = 73;
    private const int Inputs = 1000;
    private const ulong Seed = 20260301;

    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(static t => t.Name)];

    [Fact]
    public void Targets_All_HaveNamesSeedsAndOracles()
    {
        Assert.Equal(Targets, FuzzTargets.All.Count);
        Assert.Equal(Targets, FuzzTargets.All.Select(static t => t.Name).Distinct().Count());
        Assert.All(FuzzTargets.All, static t =>
        {
            Assert.Matches("^[a-z0-9-]+$", t.Name);
            Assert.True(t.Seeds.Length >= 2, $"{t.Name} has {t.Seeds.Length} seeds");
            Assert.NotEmpty(t.Oracles);
            Assert.NotEmpty(t.Parsers);
            Assert.Same(t, FuzzTargets.Find(t.Name));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_GeneratedAndMutatedInputs_HoldsItsOracles(string name)
    {
        var target = FuzzTargets.Find(name)!;
        var executed = 0;
        byte[]? smallest = null;
        bool Holds(byte[] input)
        {
            executed++;
            var execution = FuzzExecution.Of(target, input);
            if (execution.Failure is not null && (smallest is null || input.Length < smallest.Length)) smallest = input;
            return execution.Failure is null;
        }

        var holds = target.Seeds.All(Holds);
        if (holds)
        {
            try
            {
                var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(Seed, 1), FSharpOption<int>.None));
                var inputs = Arb.From(Gen.Choose(0, int.MaxValue - 1).Select(number => Input(target, number)), Minimizer.Smaller);
                Check.One(Config.QuickThrowOnFailure.WithMaxTest(Inputs).WithQuietOnSuccess(true).WithReplay(replay), Prop.ForAll(inputs, input => Holds(input)));
            }
            catch (Exception) when (smallest is not null)
            {
                // Told below, with the input in a form that can be given to the command.
            }
        }

        if (smallest is not null)
        {
            var input = Minimizer.Minimize(target, smallest, FuzzExecution.Of(target, smallest).Failure!);
            Assert.Fail($"seed {Seed}: {FuzzExecution.Of(target, input).Detail}\n{FuzzReport.Again(name, input)}");
        }

        Assert.Equal(target.Seeds.Length + Inputs, executed);
    }

    // One in three from the grammar as it is, the others changed.
    private static byte[] Input(FuzzTarget target, int number)
    {
        var random = new Random(number);
        var input = target.Generate(random);
        if (number % 3 == 0) return input;
        var other = target.Seeds[random.Next(target.Seeds.Length)];
        return new Mutator(target, random).Mutate(random.Next(2) == 0 ? input : other, target.Generate(random));
    }
}
