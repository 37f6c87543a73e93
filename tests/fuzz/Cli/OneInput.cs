using Gateway.Fuzz.Engine;

namespace Gateway.Fuzz.Cli;

/// <summary>Runs one input, to see a finding again.</summary>
internal static class OneInput
{
    public static int Run(FuzzTarget target, string text)
    {
        byte[] input;
        try
        {
            input = Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            Console.Error.WriteLine("--input: found a text that is no base64; allowed: what a finding was printed with");
            return FuzzCommand.Wrong;
        }

        var execution = FuzzExecution.Of(target, input);
        Console.WriteLine(Inputs.Quote(Inputs.Latin(input)));
        Console.WriteLine(execution.Failure is null ? $"holds; outcome: {execution.Outcome}" : execution.Detail);
        return execution.Failure is null ? 0 : FuzzCommand.Found;
    }
}
