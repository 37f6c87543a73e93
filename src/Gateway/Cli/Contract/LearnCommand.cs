using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Cli.Contract;

/// <summary><c>gateway learn</c>: a first OpenAPI document of a route that has none.</summary>
internal static class LearnCommand
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var command = new Command("learn", "Write an OpenAPI document of what a running gateway has seen of a route with Validation:Learn: shapes, no values. Go over it before it is enforced. Exit code 0: written, 1: the route is not learning or has seen nothing, 3: the gateway could not be asked.");
        var route = new Argument<string>("ROUTE") { Description = "The route's name in the configuration." };
        command.Arguments.Add(route);
        var call = new AdminCalls(command, "learn", "admin:read");
        command.SetAction((result, cancellation) => call.RunAsync(result, HttpMethod.Get, "/contracts/learned/" + Uri.EscapeDataString(result.GetValue(route)!), null, Write, cancellation));
        return command;
    }

    private static int Write(JsonElement document)
    {
        Console.WriteLine(JsonSerializer.Serialize(document, Format));
        if (document.GetProperty("paths").EnumerateObject().Any()) return CommandLine.Success;
        Console.Error.WriteLine("gateway learn: no request has been seen yet");
        return CommandLine.Invalid;
    }
}
