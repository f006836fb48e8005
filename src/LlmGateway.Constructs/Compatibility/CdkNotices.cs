using Amazon.CDK;
using Constructs;

namespace LlmGateway.Constructs.Compatibility;

/// <summary>Warnings at synth. Newer CDKs give <c>AddWarningV2</c> a further argument.</summary>
internal static class CdkNotices
{
    /// <summary>Adds a warning that users acknowledge by <paramref name="id"/>.</summary>
    public static void Warn(this Annotations annotations, string id, string message) => annotations.Call("AddWarningV2", id, message);

    /// <summary>Adds an information that users acknowledge by <paramref name="id"/>.</summary>
    public static void Inform(this Annotations annotations, string id, string message) => annotations.Call("AddInfoV2", id, message);
}
