using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway schema</c>: the JSON schema of the configuration, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON schema of the configuration file, made from the options that the code binds.");
        command.SetAction(static _ => Console.Out.Write(GatewaySchema.Generate()));
        return command;
    }
}
