using System.Globalization;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>Binds a string, number or boolean.</summary>
internal static class ScalarBinding
{
    public static bool Bind(ValueShape shape, ConfigScalar scalar, MemberRules rules, BindingContext context, out object? value) => shape.Kind switch
    {
        ValueKind.Boolean => BindBoolean(shape, scalar, rules, context, out value),
        ValueKind.Whole => BindWhole(shape, scalar, rules, context, out value),
        ValueKind.Fraction => BindFraction(shape, scalar, rules, context, out value),
        ValueKind.Duration => BindDuration(shape, scalar, rules, context, out value),
        ValueKind.Enum or ValueKind.Flags => BindEnum(shape, scalar, rules, context, out value),
        ValueKind.Formatted => BindFormatted(shape, scalar, rules, context, out value),
        _ => BindText(shape, scalar, rules, context, out value),
    };

    public static bool BindEnum(ValueShape shape, ConfigScalar scalar, MemberRules rules, BindingContext context, out object? value)
    {
        value = null;
        if (scalar.Kind is not ConfigScalarKind.Text) return ValueBinding.WrongType(shape, scalar, rules, context);
        var names = shape.EnumNames;
        if (names.Contains(scalar.Text, StringComparer.Ordinal))
        {
            value = Enum.Parse(shape.Type, scalar.Text);
            return true;
        }

        return Refuse(ConfigErrorCode.InvalidValue, scalar, rules, context, NearestName.Allowed(BindingContext.Guessable(scalar, rules), names));
    }

    private static bool BindText(ValueShape shape, ConfigScalar scalar, MemberRules rules, BindingContext context, out object? value)
    {
        value = scalar.Text;
        if (scalar.Kind is not ConfigScalarKind.Text) return ValueBinding.WrongType(shape, scalar, rules, context);
        if (rules.Values is { } values && !values.Contains(scalar.Text, StringComparer.Ordinal))
            return Refuse(ConfigErrorCode.InvalidValue, scalar, rules, context, NearestName.Allowed(BindingContext.Guessable(scalar, rules), values));
        if (!rules.Matches(scalar.Text))
            return Refuse(ConfigErrorCode.InvalidValue, scalar, rules, context, rules.Pattern!.Description);
        if (rules.IsFilePath) value = FullPath(scalar);
        return true;
    }

    // An empty path stays empty: the validator that needs a file says so.
    private static string FullPath(ConfigScalar scalar) => scalar.Text.Length == 0
        ? ""
        : Path.GetFullPath(scalar.Text.Replace("\0", "", StringComparison.Ordinal), Path.GetDirectoryName(Path.GetFullPath(scalar.Location.File))!);

    private static bool BindBoolean(ValueShape shape, ConfigScalar scalar, MemberRules rules, BindingContext context, out object? value)
    {
        value = scalar.Text is "true";
        return scalar.Kind is ConfigScalarKind.True or ConfigScalarKind.False
            || (IsInterpolatedText(scalar) && scalar.Text is "true" or "false")
            || (IsQuoted(scalar) ? Refuse(ConfigErrorCode.WrongType, scalar, rules, context, $"{Words.Allowed(shape, rules)}, without quotes") : ValueBinding.WrongType(shape, scalar, rules, context));
    }

    private static bool BindWhole(ValueShape shape, ConfigScalar scalar, MemberRules rules, BindingContext context, out object? value)
    {
        value = null;
        long number = 0;
        var read = IsNumber(scalar) && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        if (!read && rules.IsByteSize && scalar.Kind is ConfigScalarKind.Text) read = ByteSize.TryParse(scalar.Text, out number);
        // More digits than a long has are out of range, not of the wrong type.
        if (!read && !(IsNumber(scalar) && scalar.Text.TrimStart('-') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit)))
            return NoNumber(shape, scalar, rules, context);

        var (minimum, maximum) = Words.Limits(shape, rules);
        if (!read || number < minimum || number > maximum)
            return Refuse(ConfigErrorCode.OutOfRange, scalar, rules, context, Words.Allowed(shape, rules));
        value = shape.Type == typeof(int) ? (object)(int)number : number;
        return true;
    }

    private static bool BindFraction(ValueShape shape, ConfigScalar scalar, MemberRules rules, BindingContext context, out object? value)
    {
        value = null;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!IsNumber(scalar) || !double.TryParse(scalar.Text, Style, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number))
            return NoNumber(shape, scalar, rules, context);
        // 1e400 parses as infinity.
        if (double.IsInfinity(number) || (rules.Range is { } range && (number < range.Minimum || number > range.Maximum)))
            return Refuse(ConfigErrorCode.OutOfRange, scalar, rules, context, Words.Allowed(shape, rules));
        value = number;
        return true;
    }

    private static bool BindDuration(ValueShape shape, ConfigScalar scalar, MemberRules rules, BindingContext context, out object? value)
    {
        value = null;
        if (scalar.Kind is not ConfigScalarKind.Text) return Refuse(ConfigErrorCode.WrongType, scalar, rules, context, Duration.Allowed);
        if (!Duration.TryParse(scalar.Text, out var duration)) return Refuse(ConfigErrorCode.InvalidValue, scalar, rules, context, Duration.Allowed);
        value = duration;
        return rules.Durations is not { } range || (duration >= range.Minimum && duration <= range.Maximum)
            || Refuse(ConfigErrorCode.OutOfRange, scalar, rules, context, Words.Allowed(shape, rules));
    }

    private static bool BindFormatted(ValueShape shape, ConfigScalar scalar, MemberRules rules, BindingContext context, out object? value)
    {
        value = null;
        if (scalar.Kind is not ConfigScalarKind.Text && !(scalar.Kind is ConfigScalarKind.Number && shape.Format!.TakesNumber))
            return ValueBinding.WrongType(shape, scalar, rules, context);
        value = shape.Format!.Parse(scalar.Text, out var allowed);
        // The format's own words may repeat the value.
        if (BindingContext.Guessable(scalar, rules) is null) allowed = Words.Allowed(shape, rules);
        return value is not null || Refuse(ConfigErrorCode.InvalidValue, scalar, rules, context, allowed);
    }

    // "${env:PORT}" can only be written as a string; a plain string where a number belongs is a mistake.
    private static bool IsInterpolatedText(ConfigScalar scalar) => scalar is { Kind: ConfigScalarKind.Text, IsInterpolated: true };

    private static bool IsQuoted(ConfigScalar scalar) => scalar is { Kind: ConfigScalarKind.Text, IsInterpolated: false };

    private static bool NoNumber(ValueShape shape, ConfigScalar scalar, MemberRules rules, BindingContext context)
    {
        // A size may be a string: it is the form that is wrong, as with a duration.
        if (rules.IsByteSize && scalar.Kind is ConfigScalarKind.Text) return Refuse(ConfigErrorCode.InvalidValue, scalar, rules, context, Words.Allowed(shape, rules));
        if (!IsQuoted(scalar)) return ValueBinding.WrongType(shape, scalar, rules, context);
        var allowed = Words.Allowed(shape, rules);
        allowed = allowed.StartsWith("a ", StringComparison.Ordinal)
            ? allowed.Replace("number", "number without quotes", StringComparison.Ordinal)
            : $"a number without quotes, {allowed}";
        return Refuse(ConfigErrorCode.WrongType, scalar, rules, context, allowed);
    }

    private static bool IsNumber(ConfigScalar scalar) => scalar.Kind is ConfigScalarKind.Number || IsInterpolatedText(scalar);

    private static bool Refuse(string code, ConfigScalar scalar, MemberRules rules, BindingContext context, string allowed)
    {
        context.Error(code, scalar, rules, allowed);
        return false;
    }
}
