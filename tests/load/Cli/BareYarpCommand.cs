using System.CommandLine;
using Gateway.LoadTests.Servers;

namespace Gateway.LoadTests.Cli;

/// <summary><c>bare-yarp</c>: the server that the gateway is compared with; "compare" starts it.</summary>
internal static class BareYarpCommand
{
    public const string Name = "bare-yarp";

    public static Command Create()
    {
        var http = new Option<int>("--http") { Description = "Loopback port for plain HTTP.", Required = true };
        var https = new Option<int>("--https") { Description = "Loopback port for TLS 1.3.", Required = true };
        var control = new Option<int>("--control") { Description = "Loopback port that tells the bytes allocated.", Required = true };
        var certificate = new Option<string>("--certificate") { Description = "Certificate (PEM).", Required = true };
        var key = new Option<string>("--key") { Description = "Its private key (PEM).", Required = true };
        var backend = new Option<string>("--backend") { Description = "Where to forward to.", Required = true };
        var command = new Command(Name, "Run YARP alone, with the gateway's version and server settings.") { http, https, control, certificate, key, backend };
        command.SetAction(async (result, cancellation) =>
        {
            await BareYarp.RunAsync(
                new(result.GetValue(http), result.GetValue(https), result.GetValue(control), result.GetValue(certificate)!, result.GetValue(key)!, result.GetValue(backend)!),
                cancellation);
            return 0;
        });
        return command;
    }
}
