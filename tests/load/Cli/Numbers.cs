using System.CommandLine;

namespace Gateway.LoadTests.Cli;

/// <summary>Options that are whole numbers within bounds.</summary>
internal static class Numbers
{
    public static Option<int> Option(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{description} {least} to {most}.", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var found && (found < least || found > most)) result.AddError($"{name}: found {found}; allowed: {least} to {most}");
        });
        return option;
    }
}
