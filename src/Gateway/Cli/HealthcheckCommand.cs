using System.CommandLine;
using System.Net;

namespace Gateway.Cli;

/// <summary><c>gateway healthcheck</c>: what curl would do, for an image that has none.</summary>
internal static class HealthcheckCommand
{
    private const int DefaultSeconds = 3;

    public static Command Create()
    {
        var config = ConfigOption.Create();
        var url = OperatorOptions.Url("Health");
        var timeout = OperatorOptions.Timeout(DefaultSeconds);
        var live = new Option<bool>("--live") { Description = "Ask /healthz (the process answers) instead of /readyz (it wants traffic)." };
        var command = new Command("healthcheck", "Ask the Health listener of a running gateway. Exit code 0: it is ready, 1: it is not, or does not answer.")
        {
            config, url, live, timeout,
        };
        command.SetAction((result, cancellation) => CheckAsync(
            () => result.GetValue(url) ?? FromConfiguration(result.GetValue(config)!),
            result.GetValue(live) ? "/healthz" : "/readyz",
            TimeSpan.FromSeconds(result.GetValue(timeout)),
            cancellation));
        return command;
    }

    private static Uri FromConfiguration(string path)
    {
        var health = new OperatorListeners(path).Health;
        return OperatorClient.AddressOf(Uri.UriSchemeHttp, health.Address, health.Port, "Gateway:Health");
    }

    // A container runtime reads 0 as healthy and 1 as not; it keeps what is printed.
    private static async Task<int> CheckAsync(Func<Uri> address, string path, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address(), path));
            var (status, text) = await OperatorClient.AskAsync(request, timeout, authority: null, cancellation);
            Console.WriteLine($"{(int)status} {text.Trim()}");
            return status is HttpStatusCode.OK ? CommandLine.Success : CommandLine.Invalid;
        }
        catch (OperatorCallException error)
        {
            await Console.Error.WriteLineAsync($"gateway healthcheck: {error.Message}");
            return CommandLine.Invalid;
        }
    }
}
