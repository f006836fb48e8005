using System.Reflection;
using Amazon.CDK;
using Amazon.JSII.Runtime.Deputy;
using Constructs;

namespace LlmGateway.Constructs.Compatibility;

/// <summary>The version of the loaded CDK, and the newest with which the package was proven.</summary>
internal static class CdkVersion
{
    /// <summary><c>eng/cdk-range.sh</c> synthesizes every example with it.</summary>
    public static Version NewestProven { get; } = new(2, 277, 0);

    /// <summary>The version of Amazon.CDK.Lib: its assembly is always 1.0.0.0, so jsii's own attribute tells. Null if it does not.</summary>
    public static Version? Loaded { get; } =
        Version.TryParse(typeof(Stack).Assembly.GetCustomAttribute<JsiiAssemblyAttribute>()?.Version, out var version) ? version : null;

    /// <summary>Whether a minor release came after <see cref="NewestProven"/>: those may change signatures.</summary>
    public static bool IsNewerThanProven(Version version) => (version.Major, version.Minor).CompareTo((NewestProven.Major, NewestProven.Minor)) > 0;

    /// <summary>Adds an information to <paramref name="construct"/> if the loaded CDK is newer than the newest proven.</summary>
    public static void Tell(Construct construct)
    {
        if (Loaded is not { } loaded || !IsNewerThanProven(loaded)) return;
        Annotations.Of(construct).Inform(Diagnostics.CdkNewerThanProven,
            $"Amazon.CDK.Lib {loaded} is newer than {NewestProven}, the newest version that this release of LlmGateway.Constructs is tested with. "
            + "If synthesis fails in a CDK member, use that version or update LlmGateway.Constructs.");
    }
}
