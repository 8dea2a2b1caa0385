Software of others in this distribution, with the licence under which it is taken.
The texts are in licenses/ARTIFACT. Sluice itself: LICENSE and NOTICE.

<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
<#if project.groupId != "io.sluice">
${project.groupId}:${project.artifactId}:${project.version}  ${entry.getValue()?join(", ")}<#if project.url??>  ${project.url}</#if>
</#if>
</#list>
