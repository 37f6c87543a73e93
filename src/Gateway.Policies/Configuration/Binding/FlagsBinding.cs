using System.Globalization;

namespace Gateway.Policies.Configuration.Binding;

/// <summary>Binds an array of names to an enum whose values combine.</summary>
internal static class FlagsBinding
{
    public static bool Bind(ValueShape shape, ConfigArray node, MemberRules rules, BindingContext context, out object? value)
    {
        var (bits, valid) = (0L, true);
        foreach (var item in node.Items)
        {
            if (item is not ConfigScalar { Kind: ConfigScalarKind.Text } scalar)
                valid = ValueBinding.WrongType(shape, item, rules, context);
            else if (scalar.IsUnresolved)
                valid = false;
            else if (ScalarBinding.BindEnum(shape, scalar, rules, context, out var flag))
                bits |= Convert.ToInt64(flag, CultureInfo.InvariantCulture);
            else
                valid = false;
        }

        value = valid ? Enum.ToObject(shape.Type, bits) : null;
        return valid;
    }
}
