using Gateway.Policies.Configuration;
using Gateway.Policies.Cors;

namespace Gateway.Policies.WebSocket;

/// <summary>The rules over several members of <see cref="WebSocketOptions"/>; what an origin looks like is Cors' business.</summary>
internal static class WebSocketOptionsValidator
{
    public static void Validate(WebSocketOptions options, OptionsValidation validation)
    {
        if (options.Origins is { } origins) CorsOptionsValidator.ValidateOrigins(origins, validation);
        if (options.Origins?.Contains("*") is true)
            validation.Warn("Origins", "\"*\": any page may open a WebSocket with its visitor's cookies", "the origins, one by one");
        if (options.MessageBurst < options.MessagesPerSecond)
            validation.Error("MessageBurst", $"{options.MessageBurst}", $"at least MessagesPerSecond, {options.MessagesPerSecond}", ConfigErrorCode.Conflict);
        if (options.IdleTimeout > options.MaxDuration)
            validation.Error("IdleTimeout", "more than MaxDuration", "at most MaxDuration", ConfigErrorCode.Conflict);
    }
}
