using System.Text.Json;
using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Lockout;

/// <summary>A backend with one account, alice, whose password is "right".</summary>
internal static class LoginBackend
{
    public static RecordingBackend Start()
    {
        var backend = RecordingBackend.Start();
        backend.Answer = static request => Check(request.BodyText);
        return backend;
    }

    public static BackendResponse Check(string body)
    {
        var login = JsonElement.Parse(body);
        return login.GetProperty("username").GetString() == "alice" && login.GetProperty("password").GetString() == "right"
            ? BackendResponse.Ok("welcome")
            : BackendResponse.Of(401, "no");
    }

    /// <summary>A login over a connection of its own.</summary>
    public static async Task<RawResponse> LoginAsync(this RunningGateway gateway, string account, string password = "wrong", string path = "/login", string? from = null)
    {
        await using var client = await RawHttp1Connection.ConnectAsync(gateway.HttpsPort, new ClientTls(), from: from is null ? null : System.Net.IPAddress.Parse(from));
        return await client.RequestAsync(Request(account, password, path));
    }

    public static string Request(string account, string password = "wrong", string path = "/login")
    {
        var body = JsonSerializer.Serialize(new { username = account, password });
        return $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
    }
}
